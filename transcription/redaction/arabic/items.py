"""What Arabic speakers give away in ways of their own: mail addresses, accounts, codes, births and phones."""

from collections.abc import Iterator

from transcription.redaction.arabic.accounts import accounts
from transcription.redaction.arabic.births import births
from transcription.redaction.arabic.codes import codes
from transcription.redaction.arabic.latin import latin
from transcription.redaction.arabic.mail import mails
from transcription.redaction.arabic.phones import phones
from transcription.redaction.arabic.signed import signed
from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage


def items(passage: Passage) -> Iterator[Finding]:
    if not (passage.arabic or passage.language == "ar"):
        return
    yield from mails(passage)
    yield from births(passage)
    yield from signed(passage)
    if passage.numeric:
        yield from codes(passage)
        yield from accounts(passage)
        yield from phones(passage)
        yield from latin(passage)
