"""Addresses with what a language adds to the general rules, and their pieces joined."""

from collections.abc import Iterator

from transcription.redaction.addresses import addresses
from transcription.redaction.english import addresses as english_addresses
from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage


def whole_addresses(passage: Passage) -> Iterator[Finding]:
    found = addresses(passage)
    if not english_addresses.applies(passage):
        return found
    return english_addresses.joined(passage, [*found, *english_addresses.addresses(passage)])
