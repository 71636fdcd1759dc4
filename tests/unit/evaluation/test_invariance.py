import numpy as np
import pytest

from benchmarks.loader import load
from qa_service.embedded.sample_centre import centre
from qa_service.evaluation import invariance
from qa_service.evaluation.invariance_flags import Scored, flags
from qa_service.evaluation.invariance_noise import Noise, Vocabulary, garbled
from scoring.scorer import Scorer

HOLDS, FLAGGED = invariance.COLUMNS.index("holds"), invariance.COLUMNS.index("flagged")


@pytest.fixture(scope="module")
def chats():
    return invariance.Texts("sample", "en", tuple(centre.generate(chats=60, per_language=0)), agents=True)


@pytest.fixture(scope="module")
def scorer():
    return Scorer(load())


def test_sixty_chats_are_unmoved_by_who_speaks(chats, scorer):
    made = {name: (None, [change]) for name, change in invariance._ALL.items() if name != "no marks, small"}
    rows = list(invariance.compared(chats, scorer, {"empathy": 0.75, "resolution": 0.75, "repetition": 0.9}, made))
    assert len(rows) == 15
    assert {row[HOLDS] for row in rows} == {"yes"}
    assert {row[FLAGGED] for row in rows} == {"no"}


def test_sixty_chats_that_were_heard_badly_are_not_judged(chats, scorer):
    known = Vocabulary(turn.text for chat in chats.interactions for turn in chat.turns)
    made = {"errors": (0.3, [lambda chat: garbled(chat, Noise(rate=0.3), known)])}
    rows = list(invariance.compared(chats, scorer, {"empathy": 0.75, "repetition": 0.9}, made))
    assert [(row[3], row[HOLDS], row[FLAGGED]) for row in rows] == [
        ("empathy", "N/A", "no"),
        ("repetition", "N/A", "no"),
    ]


def test_a_group_is_of_half_the_agents(chats):
    group = invariance.chosen(chats)
    owners = {chat.id: chat.agent.id for chat in chats.interactions}
    inside = {owners[name] for name in group}
    assert inside
    assert inside.isdisjoint(owners[name] for name in owners.keys() - group)
    assert abs(len(inside) - len(set(owners.values())) / 2) <= 0.5


def column(*scores):
    return np.array([np.nan if score is None else score for score in scores], dtype=float)


def test_shift_is_of_what_is_scored():
    found = invariance.shifted(column(1, 0, None, 0.5), np.array([column(1, None, 0, None), column(1, 1, 1, None)]))
    assert found.value == pytest.approx(4 / 5 - 0.5)
    assert np.isnan(invariance.shifted(column(1), column(None)[None]).value)


@pytest.mark.parametrize(
    ("before", "after", "holds"),
    [
        (column(1, 0, None), column(1, 0, None), "yes"),
        (column(1, 0), column(0, 0), "no"),
        (column(1, 0), column(None, None), "N/A"),
        (column(*[1] * 97, *[0] * 3), column(*[1] * 100), "yes"),
        (column(*[1] * 96, *[0] * 4), column(*[1] * 100), "no"),
    ],
)
def test_holds(before, after, holds):
    assert invariance.figures(before, after[None])[-1] == holds


@pytest.mark.parametrize(("worse", "flagged"), [(0, False), (4, False), (60, True)])
def test_flags(worse, flagged):
    before = [Scored(f"a{n % 10}", n % 2 == 0, {"empathy": float(n % 3 > 0)}) for n in range(400)]
    hit = [n for n, one in enumerate(before) if one.changed and one.scores["empathy"]][:worse]
    after = [one._replace(scores={"empathy": 0.0}) if n in hit else one for n, one in enumerate(before)]
    assert flags(before, after, {"empathy": 0.75})["empathy"].flagged is flagged


def test_without_scores_nobody_is_flagged():
    before = [Scored("a", n % 2 == 0, {"empathy": n % 3 / 2}) for n in range(40)]
    after = [one._replace(scores={"empathy": None}) for one in before]
    assert not flags(before, after, {"empathy": 0.75})["empathy"].flagged
