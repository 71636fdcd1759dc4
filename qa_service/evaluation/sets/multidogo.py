"""MultiDoGO: what customers said, with slots, `multidogo/*_train.tsv.gz`; what agents said is not there.

Silver: a datum that identifies somebody or something and stands in two turns of one conversation was given twice.
"""

import csv
import gzip
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from qa_service.errors import BadInput
from transcription.interaction import Interaction, SpokenTurn

DOMAINS = ("airline", "finance", "insurance", "software")
GIVEN = frozenset({
    *("name", "email_address", "phone_number", "address", "ssn", "card_number", "account_number"),
    *("target_account_number", "booking_confirmation_number", "claimid", "policyid", "order_number", "flight_number"),
})  # fmt: skip
UNKNOWN = "…"  # something was said: without it the customer's turns would be one
COLUMNS = ("conversationId", "turnNumber", "utterance", "slot-labels")


class Conversation(NamedTuple):
    """`twice`: an equal id, number, name or contact stands in two turns."""

    interaction: Interaction
    twice: bool


class _Row(NamedTuple):
    conversation: str
    turn: float
    text: str
    slots: str


def read(data: Path) -> Iterator[Conversation]:
    """A gap in the turns' numbers is a turn of the agent whose words are not known: UNKNOWN stands for it."""
    for domain in DOMAINS:
        path = data / "multidogo" / f"{domain}_train.tsv.gz"
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            rows = list(_rows(path, lines))
        rows.sort(key=lambda row: (row.conversation, row.turn))
        for name, conversation in groupby(rows, key=lambda row: row.conversation):
            said = list(conversation)
            told = Interaction(
                id=f"multidogo/{domain}/{name}", channel="chat", language="en", turns=tuple(_turns(said))
            )
            yield Conversation(told, given_twice([(row.text, row.slots) for row in said]))


def given_twice(said: list[tuple[str, str]]) -> bool:
    """Whether any (text, slots) turn gives a value that an earlier one gave; case, spaces and punctuation aside."""
    known: set[str] = set()
    for text, slots in said:
        values = set(_values(text, slots))
        if values & known:
            return True
        known |= values
    return False


def _values(text: str, slots: str) -> Iterator[str]:
    """Neighbouring words of one slot are one value; the slot's name is not part of it."""
    pairs = zip(text.split(), slots.split(), strict=False)
    for slot, group in groupby(pairs, key=lambda pair: pair[1]):
        if slot in GIVEN:
            value = "".join(sign for word, _ in group for sign in word.casefold() if sign.isalnum())
            if value:
                yield value


def _rows(path: Path, lines: Iterator[str]) -> Iterator[_Row]:
    table = csv.DictReader(lines, delimiter="\t")
    if not set(COLUMNS) <= set(table.fieldnames or ()):
        raise BadInput(f"{path}: line 1: the columns {', '.join(COLUMNS)} are needed")
    for row in table:
        name, turn, text, slots = (row[column] or "" for column in COLUMNS)
        try:
            yield _Row(name, float(turn), text, slots)
        except ValueError:
            raise BadInput(f"{path}: line {table.line_num}: turnNumber: {turn!r} is no number") from None


def _turns(said: list[_Row]) -> Iterator[SpokenTurn]:
    last: float | None = None
    for row in said:
        if last is not None and row.turn > last + 1:
            yield SpokenTurn(speaker="agent", text=UNKNOWN)
        yield SpokenTurn(speaker="customer", text=row.text)
        last = row.turn
