import pytest

from benchmarks.loader import load
from scoring.scorer import Scorer
from transcription.transcript import Leg, Redaction, Transcript, Turn

SPEAKERS = {"C": "customer", "A": "agent", "B": "bot", "S": "system", "U": "unknown"}


def transcript(said, *, channel="chat", language="en", direction="inbound", redactions=()):
    """'C: hello | A: hi | A2: hello': each agent, A, A2, B, is a leg; customers speak in the leg that is open."""
    turns, legs, owner = [], [], None
    for number, part in enumerate(said.split("|")):
        who, _, text = part.strip().partition(":")
        if who[0] in "AB" and who != owner:
            owner = who
            if legs:
                legs[-1] = legs[-1][0], legs[-1][1], number
            legs.append(("bot" if who[0] == "B" else "human", number if legs else 0, None))
        turns.append((SPEAKERS[who[0]], text.strip(), max(len(legs) - 1, 0)))
    return Transcript(
        channel=channel,
        language=language,
        direction=direction,
        turns=tuple(
            Turn(
                speaker=speaker,
                text=text,
                leg=leg,
                redactions=tuple(Redaction(**item) for turn, item in redactions if turn == number),
            )
            for number, (speaker, text, leg) in enumerate(turns)
        ),
        legs=tuple(Leg(kind=kind, first=first, end=len(turns) if end is None else end) for kind, first, end in legs),
    )


@pytest.fixture(scope="session")
def scorer():
    return Scorer(load())


@pytest.fixture(scope="session")
def build():
    return transcript


@pytest.fixture(scope="session")
def score(scorer):
    """(what was said, behaviour) -> its score."""

    def behaviour(said, name, **about):
        return scorer.score(transcript(said, **about)).behaviours[name]

    return behaviour
