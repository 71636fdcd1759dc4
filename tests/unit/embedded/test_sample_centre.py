"""The sample centre is what it says it is: the same every time, readable, and as level and steady as its truth."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from statistics import fmean, pstdev

import pytest

from qa_service.embedded.sample_centre.centre import annotated, generate, period, truth
from qa_service.embedded.sample_centre.people import BEHAVIOURS, PEOPLE
from transcription.interaction import decode, encode

_DIGEST = """
import hashlib
from qa_service.embedded.sample_centre.centre import generate
from transcription.interaction import encode
print(hashlib.sha256(b"".join(encode(one) for one in generate(chats=300, per_language=5))).hexdigest())
"""


@pytest.fixture(scope="module")
def centre():
    return list(annotated())


@pytest.fixture(scope="module")
def english(centre):
    return [(interaction, intended) for interaction, intended in centre if intended.language == "en"]


def scores(english, behaviour):
    """Realised scores per answering agent, by the rule of who answers for what."""
    found = defaultdict(list)
    for _, intended in english:
        if behaviour == "empathy":
            if intended.opportunities:
                found[intended.opportunities[0].agent].append(intended.empathy)
        elif behaviour == "resolution":
            found[intended.agent].append(intended.resolution)
        elif intended.repetition is not None and intended.repetition_cause in {None, "same_leg"}:
            found[intended.agent].append(intended.repetition)
    return found


def test_the_same_in_every_process():
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    here = hashlib.sha256(b"".join(encode(one) for one in generate(chats=300, per_language=5))).hexdigest()
    assert digests == {here}


def test_another_seed_is_another_centre():
    assert list(generate(seed=7, chats=50, per_language=0)) != list(generate(seed=8, chats=50, per_language=0))


def test_counts(centre):
    assert Counter(intended.language for _, intended in centre) == {
        "en": 6000,
        "id": 100,
        "pl": 100,
        "ar": 100,
        "zh": 100,
    }
    assert len({interaction.id for interaction, _ in centre}) == 6400
    assert {person.id for person in PEOPLE} == {intended.agent for _, intended in centre}
    assert (len(PEOPLE), len({person.team for person in PEOPLE})) == (18, 3)


def test_every_chat_reads_back_and_lies_in_the_period(centre):
    first, last = period()
    for interaction, intended in centre:
        assert decode(encode(interaction)) == interaction
        assert first <= intended.day <= last
        assert 8 <= interaction.started_at.hour < 18
        starts = [turn.start for turn in interaction.turns]
        assert starts == sorted(starts)
        assert all(turn.text.strip() for turn in interaction.turns)
        assert not any(re.search(r"[{}\[\]|]", turn.text) for turn in interaction.turns)


def test_opportunities_and_repeats_point_at_customers(centre):
    for interaction, intended in centre:
        for turn in (*(opportunity.turn for opportunity in intended.opportunities), *intended.repeats):
            assert interaction.turns[turn].speaker == "customer"
        assert bool(intended.repeats) == (intended.repetition == 0)


def test_whoever_had_the_opportunity_speaks_after_it(english):
    for interaction, intended in english:
        for opportunity in intended.opportunities:
            later = [turn for turn in interaction.turns[opportunity.turn + 1 :] if turn.speaker != "customer"]
            assert (later[0].agent or interaction.agent.id) == opportunity.agent


def test_transfers_name_who_speaks(english):
    moved = [interaction for interaction, _ in english if any(event.kind == "transfer" for event in interaction.events)]
    assert 300 < len(moved) < 800
    for interaction in moved:
        speakers = [turn.agent for turn in interaction.turns if turn.speaker in {"agent", "bot"}]
        assert len(set(speakers)) == 2
        assert speakers[-1] == interaction.agent.id


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        (lambda chat, intended: bool(intended.opportunities), 0.5, 0.65),
        (lambda chat, intended: chat.outcome.csat is not None, 0.28, 0.38),
        (lambda chat, intended: any(event.kind == "bot_handover" for event in chat.events), 0.06, 0.12),
        (lambda chat, intended: chat.agent.kind == "bot", 0.02, 0.06),
        (lambda chat, intended: intended.repetition == 0, 0.1, 0.25),
        (lambda chat, intended: chat.outcome.returned, 0.05, 0.25),
    ],
    ids=["opportunity", "survey", "handover", "bot", "repetition", "returned"],
)
def test_shares(english, share, low, high):
    assert low < fmean(share(*pair) for pair in english) < high


def test_cases_come_back_after_what_was_not_solved(english):
    cases = defaultdict(list)
    for interaction, intended in english:
        cases[interaction.case].append((interaction, intended))
    back = [case for case in cases.values() if len(case) > 1]
    assert len(back) > 300
    for case in back:
        assert len({interaction.customer.ref for interaction, _ in case}) == 1
        assert all(earlier.outcome.returned for earlier, _ in case[:-1])
    firsts = fmean(case[0][1].resolution for case in back)
    assert firsts < fmean(case[0][1].resolution for case in cases.values() if len(case) == 1) - 0.1


def test_satisfaction_goes_with_what_happened(english):
    asked = [(chat.outcome.csat, intended) for chat, intended in english if chat.outcome.csat is not None]
    assert {csat for csat, _ in asked} == {1, 2, 3, 4, 5}
    for good, bad in [
        ([c for c, i in asked if i.resolution == 1], [c for c, i in asked if i.resolution <= 0.25]),
        ([c for c, i in asked if i.empathy == 1], [c for c, i in asked if i.empathy == 0]),
        ([c for c, i in asked if i.repetition == 1], [c for c, i in asked if i.repetition == 0]),
    ]:
        assert fmean(good) > fmean(bad) + 0.3


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_grades_agree_with_the_truth(english, behaviour):
    found = scores(english, behaviour)
    for known in truth():
        if known.behaviour != behaviour:
            continue
        mine = found[known.agent]
        assert len(mine) == known.n
        assert fmean(mine) == pytest.approx(known.level, abs=3.5 * known.spread / known.n**0.5)
        if known.n > 100:
            # the SD of pass or fail moves with every single failure
            assert pstdev(mine) == pytest.approx(known.spread, abs=0.1 if behaviour == "repetition" else 0.06)


@pytest.mark.parametrize(
    ("behaviour", "unsteady", "low_steady"),
    [("empathy", "ag-02", "ag-13"), ("resolution", "ag-09", "ag-04"), ("repetition", "ag-06", "ag-10")],
)
def test_agents_differ_in_level_and_in_steadiness(behaviour, unsteady, low_steady):
    known = {one.agent: one for one in truth() if one.behaviour == behaviour and one.n > 100}
    typical = fmean(one.spread_equal_mix for one in known.values())
    assert known[unsteady].level > fmean(one.level for one in known.values()) - 0.06
    assert known[unsteady].day_spread > 2.5 * fmean(one.day_spread for one in known.values() if one.agent != unsteady)
    assert known[low_steady].level < fmean(one.level for one in known.values()) - 0.1
    if behaviour != "repetition":  # the SD of pass or fail follows from its level; only its days can be unsteady
        assert known[unsteady].spread_equal_mix > typical + 0.05
        assert known[low_steady].spread_equal_mix < typical - 0.05


def test_one_team_is_alike_and_low_at_empathy():
    known = [one for one in truth() if one.behaviour == "empathy"]
    beacon = [one.level for one in known if one.team == "beacon"]
    assert max(beacon) - min(beacon) < 0.06
    assert fmean(beacon) < fmean(one.level for one in known if one.team != "beacon" and one.n > 100) - 0.1


def test_one_process_lets_everybody_down(english):
    by_agent = defaultdict(lambda: ([], []))
    for _, intended in english:
        by_agent[intended.agent][intended.reason == "refund_status"].append(intended.resolution)
    lower = [fmean(bad) < fmean(rest) for rest, bad in by_agent.values() if len(bad) > 15]
    assert len(lower) > 12
    assert sum(lower) >= len(lower) - 2  # who is low everywhere cannot fall much


def test_a_hard_queue_pulls_one_agent_down():
    known = {one.agent: one for one in truth() if one.behaviour == "resolution"}
    assert known["ag-16"].level < known["ag-16"].level_equal_mix - 0.03


def test_texts_hardly_repeat(english):
    opened = Counter(
        interaction.turns[intended.opportunities[0].turn].text
        for interaction, intended in english
        if intended.opportunities
    )
    assert len(opened) > 0.75 * sum(opened.values())


def test_there_is_something_to_redact(english):
    texts = " ".join(turn.text for interaction, _ in english for turn in interaction.turns)
    assert texts.count("@example.") > 500
    assert len(re.findall(r"\b4111 1111 1111 1111\b", texts)) > 50
    assert len(re.findall(r"555-01\d\d|7946 0\d{3}|7700 900\d{3}", texts)) > 200
