"""What makes readers see an opportunity in what a customer says, for the library's `calibration.toml`.

A ridge logistic regression: whether a reader sees an opportunity open in a run of the customer, on the factors of
scoring/calling.py, over the texts of all languages together. Those that rules were worked on with are among them: with
them the rules weigh a little much, without them the rest is learned from half as many; the figures are alike. Contacts
hold few short outcries, so the half `dev` of single ones, written for the purpose, is there in every fold.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct

from benchmarks.calibration import Calling
from qa_service.evaluation.labels import Labelled
from qa_service.evaluation.regression import log_odds
from scoring.scorer import Scorer
from scoring.wording import Spoken
from transcription.chat import transcript
from transcription.transcript import Leg, Transcript, Turn

CALLED = "empathy"
SINGLE = "empathy_opportunities_en.jsonl"
_OF_SINGLE = 2.0  # a single turn weighs as much as so many contacts' runs
# What the prior weighs that a factor says nothing; 30 and 120 give like figures.
_PRIOR = 60.0
# Fewer runs, a reader each, than these say nothing.
_LEAST = 1000
# What one reader in five takes for an opportunity is one, so that who meets it is seen to; a second one in the same leg
# takes more, and so does what is held against anybody: CHARGED_FROM in calibration.py.
_CALLED_FROM, _AGAIN_FROM = 0.2, 0.3


class Heard(NamedTuple):
    """One run of the customer as one reader, of `weight`, sees it: its factors, whether an opportunity opens there."""

    factors: dict[str, float]
    opens: bool
    weight: float
    language: str = ""
    contact: str = ""
    spoken: Spoken = Spoken(frozenset(), frozenset())


class Outcry(Struct, frozen=True):
    """One turn of a customer, and whether it calls for empathy."""

    half: str
    customer: str
    opportunity: bool


def heard(one: Labelled, scorer: Scorer) -> Iterator[Heard]:
    """Every run of the customer that somebody answers for, as each reader sees it."""
    runs = scorer.runs(transcript(one.interaction), CALLED)
    for labels in one.labels.values():
        told = {entry.turn for entry in labels.empathy}
        is_open = False
        for run, factors, spoken in runs:
            opens = not told.isdisjoint(range(run.first, run.end))
            found = factors | {"open": float(is_open)}
            yield Heard(found, opens, 1 / len(one.labels), one.language, one.interaction.id, spoken)
            is_open = is_open or opens


def alone(folder: Path, scorer: Scorer) -> list[Heard]:
    """The single turns beside the folder of labels, of the half that may be worked with; none where there are none."""
    file = folder.parent / SINGLE
    lines = file.read_bytes().splitlines() if file.exists() else []
    known = [one for one in map(_outcry, lines) if one.half == "dev"]
    return [
        Heard(factors | {"open": 0.0}, one.opportunity, _OF_SINGLE, "en", one.customer, spoken)
        for one in known
        for _, factors, spoken in scorer.runs(_said(one.customer), CALLED)
    ]


_outcry = msgspec.json.Decoder(Outcry).decode


def _said(text: str) -> Transcript:
    turns = (Turn(speaker="customer", text=text, leg=0), Turn(speaker="agent", text="ok", leg=0))
    return Transcript(channel="chat", language="en", turns=turns, legs=(Leg(kind="human", first=0, end=2),))


def fitted(known: Sequence[Heard], least: int = _LEAST) -> Calling | None:
    """The calling that these runs teach; None of too few, or where all are alike."""
    opens = np.array([one.opens for one in known], dtype=np.float64)
    if len(known) < least or not opens.std():
        return None
    names = sorted({name for one in known for name in one.factors})
    factors = np.array([[one.factors.get(name, 0.0) for name in names] for one in known])
    base, weights = log_odds(factors, opens, np.array([one.weight for one in known]), prior=_PRIOR)
    return Calling(
        base=round(base, 3),
        n=len(known),
        called_from=_CALLED_FROM,
        again_from=_AGAIN_FROM,
        weights={name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)},
    )
