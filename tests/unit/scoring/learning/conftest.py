"""Reviews made from a seed, so that what decides a label is known."""

import random

import msgspec
import pytest

from benchmarks.loader import load
from scoring.instrument import benchmarks_hash
from scoring.learning.learn import learn
from scoring.learning.reviews import Review
from scoring.learning.stored import read
from scoring.scorer import Scorer
from transcription.interaction import Interaction

GOOD, POOR = "Gladly, I will walk you through it.", "That is in the manual."
FILLER = ("the plan", "the router", "the invoice", "my contract", "the app", "this letter", "the parcel", "a refund")
STARTS = ("Hello, I have a question about", "Could you look at", "I am writing about", "There is something with")


def interaction(number, said, **more):
    turns = [{"speaker": speaker, "text": text} for speaker, text in said]
    return msgspec.convert(
        {"id": f"r-{number}", "channel": "chat", "language": "en", "turns": turns, **more}, Interaction
    )


def asked(generator):
    return f"{generator.choice(STARTS)} {generator.choice(FILLER)}."


def review(number, generator, grade, *, graded=False, **more):
    """The agent's second sentence is what decides: a warm one is good, a curt one is not."""
    answer = f"I see {generator.choice(FILLER)} here. {GOOD if grade >= 0.5 else POOR}"
    if graded and 0 < grade < 1:
        answer = f"{answer} Perhaps."
    said = [("customer", asked(generator)), ("agent", answer), ("customer", "All right then.")]
    return Review(interaction=interaction(number, said), labels={"warmth": grade}, **more)


def decided(number=80, seed=1, **more):
    generator = random.Random(seed)
    return [review(n, generator, float(generator.random() < 0.5), **more) for n in range(number)]


def noise(number=80, seed=2):
    """The same texts, their labels dealt out anew."""
    generator = random.Random(seed)
    return [msgspec.structs.replace(one, labels={"warmth": float(generator.random() < 0.5)}) for one in decided(number)]


def by_turn(number=70, seed=3):
    """Agents' second turns are labelled; the first ones are greetings that nobody judged."""
    generator = random.Random(seed)
    found = []
    for n in range(number):
        grade = float(generator.random() < 0.5)
        answer = f"I see {generator.choice(FILLER)} here. {GOOD if grade else POOR} Bye for now."
        said = [
            ("agent", "Hello, you are talking to Sam."),
            ("customer", asked(generator)),
            ("agent", answer),
            ("customer", "All right then."),
        ]
        found.append(Review(interaction=interaction(n, said), labels={}, turns=((2, {"warmth": grade}),)))
    return found


@pytest.fixture(scope="session")
def library():
    """(scorer, hash of the benchmarks)."""
    benchmarks = load()
    return Scorer(benchmarks), benchmarks_hash(benchmarks)


@pytest.fixture(scope="session")
def learned(library):
    """What was learned from `decided`, and the model's bytes."""
    return learn(decided(), "warmth", *library)


@pytest.fixture(scope="session")
def learned_by_turn(library):
    return learn(by_turn(), "warmth", *library)


@pytest.fixture(scope="session")
def model(learned):
    return read(learned[1], "model")


@pytest.fixture(scope="session")
def turn_model(learned_by_turn):
    return read(learned_by_turn[1], "model")
