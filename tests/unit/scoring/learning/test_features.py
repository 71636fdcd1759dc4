"""What a model sees; and that it sees nothing of who the agent is."""

import msgspec
import pytest

from scoring.learning.features import WEIGHTS, grams, of_interaction, of_turn
from tests.unit.scoring.learning.conftest import by_turn, decided, interaction
from transcription.chat import transcript
from transcription.transcript import Redaction, Turn


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Not good", ["not", "good", "not good"]),
        ("", []),
        ("很抱歉", ["很", "抱", "歉", "很 抱", "抱 歉", "很抱歉"]),
        ("a b c", ["a", "b", "c", "a b", "b c"]),
    ],
)
def test_grams(text, found):
    assert sorted(grams(text)) == sorted(found)


def test_words_stand_where_they_were_said(library):
    scorer, _ = library
    said = [("agent", "Welcome"), ("customer", "Broken"), ("agent", "Sorry"), ("customer", "Thanks")]
    read = transcript(interaction(1, said))
    blocks = of_interaction(read, scorer.library(read), [frozenset()] * 3 + [frozenset({"x.y"})])
    assert set(blocks) == set(WEIGHTS)
    assert set(blocks["agent"]) == {"welcome", "sorry"}
    assert set(blocks["customer"]) == {"broken", "thanks"}
    assert set(blocks["reply"]) == {"thanks"}
    assert set(blocks["ending"]) == {"customer thanks"}
    assert {name for name in blocks["signs"] if "x.y" in name} == {"x.y", "reply x.y", "ending x.y"}
    assert blocks["signs"]["score repetition none"] > 0
    assert "last customer" in blocks["shape"]


def test_sizes_are_told_by_every_step_they_reach(library):
    scorer, _ = library
    read = transcript(interaction(1, [("customer", "Why, oh why?"), ("agent", "No"), ("agent", "Not now. Later!")]))
    blocks = of_interaction(read, scorer.library(read), [frozenset()] * 3)
    marks = {name for name in blocks["sizes"] if not any(unit in name for unit in ("words", "characters"))}
    customers = {f"customer {mark} from 1" for mark in ("asks", "sentences", "pauses")}
    assert marks == customers | {"agent exclaims from 1", "agent sentences from 1", "agent sentences from 2"}
    # Six tokens of the agent, 4 log2(1 + 6) = 11.2, four of them in the last turn, 4 log2(1 + 5) = 10.3
    steps = {name for name in blocks["sizes"] if name.startswith("agent words")}
    assert steps == {f"agent words from {step}" for step in range(12)}
    last = {name for name in blocks["sizes"] if name.startswith("agent last")}
    assert last == {f"agent last words from {step}" for step in range(11)}


def test_what_the_library_judges_is_told_with_its_reasons(library):
    scorer, _ = library
    read = transcript(interaction(1, [("customer", "Can I change my address?"), ("agent", "No"), ("customer", "Oh")]))
    card = scorer.library(read)
    resolution = card.behaviours["resolution"]
    judged = of_interaction(read, card, [frozenset()] * 3)["judged"]
    assert {name for name in judged if name.startswith("resolution from")} == {
        f"resolution from {tenth}" for tenth in range(round(10 * resolution.score) + 1)
    }
    (judgement,) = resolution.judgements
    assert {judgement.indicator, f"resolution step {judgement.step}"} <= set(judged)
    assert {f"resolution factor {name}" for name in judgement.factors} <= set(judged)


def test_a_turn_has_its_own_words_and_those_before():
    read = transcript(interaction(1, [("customer", "Broken"), ("agent", "Sorry"), ("agent", "Really")]))
    blocks = of_turn(read, 2, [frozenset({"a.b"}), frozenset(), frozenset({"c.d"})])
    assert set(blocks["reply"]) == {"really"}
    assert set(blocks["customer"]) == {"broken"}
    assert set(blocks["signs"]) == {"c.d", "before a.b"}
    assert set(of_turn(read, 0, [frozenset()] * 3)["customer"]) == set()


def named(one, agent, team):
    """The same conversation by another agent, of another team, with other ids and another name for the customer."""
    turns = tuple(msgspec.structs.replace(turn, agent=agent if turn.speaker == "agent" else None) for turn in one.turns)
    about = {"id": agent, "team": team, "kind": "human"}
    told = msgspec.to_builtins(msgspec.structs.replace(one, turns=turns)) | {
        "agent": about, "id": f"x-{agent}", "queue": team, "case": agent, "customer": {"ref": agent},
    }  # fmt: skip
    return msgspec.convert(told, type(one))


@pytest.mark.parametrize("review", [decided(1)[0], by_turn(1)[0]], ids=["whole", "turn"])
def test_nothing_of_who_the_agent_is(library, review):
    scorer, _ = library
    found = []
    for agent, team in (("agent-anna-77", "north-star"), ("agent-bob-12", "southpaw")):
        read = transcript(named(review.interaction, agent, team))
        signs = scorer.signs(read)
        blocks = of_interaction(read, scorer.library(read), signs), of_turn(read, len(read.turns) - 1, signs)
        text = str(blocks)
        assert agent not in text
        assert team not in text
        found.append(blocks)
    assert found[0] == found[1]


def test_hashes_of_redacted_items_are_no_features(library):
    scorer, _ = library
    read = transcript(interaction(1, [("customer", "My card is [card]"), ("agent", "Thanks")]))
    marked = Turn(
        speaker="customer",
        text="My card is [card]",
        leg=0,
        redactions=(Redaction(start=11, end=17, type="card", hash="h-4711"),),
    )
    hashed = msgspec.structs.replace(read, turns=(marked, *read.turns[1:]))
    assert "4711" not in str(of_interaction(hashed, scorer.library(hashed), scorer.signs(hashed)))
