"""Figures by cases worked out by hand; what is missing is left out and said to be."""

import json

import numpy as np
import pytest
from msgspec.structs import replace

from benchmarks.calibration import Calibration
from benchmarks.loader import load
from qa_service.errors import BadInput, Configuration
from qa_service.evaluation import accuracy, accuracy_public, agreement, calibration, learnable, learned
from qa_service.evaluation.accuracy_figures import (
    COLUMNS,
    Asked,
    Estimate,
    Where,
    agreed,
    binary_f1,
    column,
    pearson,
    precision,
    recall,
    row,
)
from qa_service.evaluation.accuracy_labelled import blind, by_cause, cases, cause, counted
from qa_service.evaluation.agreement import MACHINE, Item, Reading, repetition_grade
from qa_service.evaluation.calibration import Seen
from qa_service.evaluation.labels import Labelled
from qa_service.evaluation.learned import Library, figures, quadratic
from scoring.instrument import benchmarks_hash
from scoring.learning.reviews import Review
from scoring.scorecard import BehaviourScore, Judgement
from scoring.scorer import Scorer
from tests.factories import chat

WHERE = Where("set", "empathy", "en")


@pytest.fixture(scope="module")
def scorer():
    return Scorer(load())


def shown(rows):
    return {line[:4]: dict(zip(COLUMNS, line, strict=True)) for line in rows}


def judged(*grades_and_causes):
    judgements = tuple(
        Judgement(turn=0, start=0, end=1, grade=grade, probability=None, indicator="i", evidence=(), cause=why)
        for grade, why in grades_and_causes
    )
    score = sum(one.grade for one in judgements) / len(judgements) if judgements else None
    return BehaviourScore(score=score, probability=None, opportunities=len(judgements), met=0, judgements=judgements)


@pytest.mark.parametrize(
    ("one", "other", "r"),
    [
        ([1, 2, 3, 4], [2, 4, 6, 8], 1),
        ([1, 2, 3, 4], [8, 6, 4, 2], -1),
        ([0, 0, 1, 1], [0, 1, 0, 1], 0),
        ([1, 2, 3], [1, 3, 2], 0.5),
        ([1e6 + 1, 1e6 + 2, 1e6 + 3], [1, 3, 2], 0.5),  # far from 0, where sums of squares are blind
    ],
)
def test_pearson(one, other, r):
    assert pearson(column(one), column(other)).value() == pytest.approx(r)


def test_pearson_of_what_does_not_vary_is_unknown():
    assert np.isnan(pearson(column([1, 1, 1]), column([1, 2, 3])).value())


def test_yes_or_no():
    true, found = column([1, 1, 1, 0, 0, 0, 0, 0]), column([1, 1, 0, 1, 0, 0, 0, 0])
    assert precision(true, found).value() == pytest.approx(2 / 3)
    assert recall(true, found).value() == pytest.approx(2 / 3)
    assert recall(1 - true, 1 - found).value() == pytest.approx(4 / 5)
    assert binary_f1(true, found).value() == pytest.approx(2 / 3)
    assert agreed(true, found).value() == pytest.approx((6 / 8 - 34 / 64) / (1 - 34 / 64))


@pytest.mark.parametrize(
    ("asked", "estimate", "holds"),
    [
        (Asked(">=", 0.62), 0.62, "yes"),
        (Asked(">=", 0.62), 0.61, "no"),
        (Asked("<=", 5), 4.9, "yes"),
        (Asked("<=", 5), 5.1, "no"),
        (Asked("+-", 0.05), -0.04, "yes"),
        (Asked("+-", 0.05), -0.06, "no"),
        (Asked("+-", 0.05), float("nan"), None),
        (None, 0.5, None),
    ],
)
def test_what_was_asked(asked, estimate, holds):
    made = dict(zip(COLUMNS, row(WHERE, "f", 3, Estimate(estimate, 0, 1), asked=asked), strict=True))
    assert made["holds"] == holds
    assert made["asked"] == (None if asked is None else f"{asked.sign} {asked.bound:g}")
    assert made["estimate"] == (None if np.isnan(estimate) else estimate)


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        ({}, {}, (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
        ({2: 1.0}, {2: 0.5}, (1, 1, 1, 1, 1, 1, 0, 0, 0, 0)),
        ({2: 0.0}, {3: 0.0}, (1, 1, 1, 0, 0, 0, 1, 1, 1, 0)),  # the turn beside is the same opportunity
        ({2: 0.0}, {2: 1.0}, (1, 1, 1, 0, 0, 1, 0, 1, 0, 1)),  # missed where the other sees it met
        ({2: 0.0, 8: 0.0}, {2: 0.0}, (1, 2, 1, 0, 0, 0, 1, 1, 1, 1)),  # missed where there was nothing
        ({2: 1.0}, {2: 0.0, 6: 0.0}, (1, 1, 2, 0, 1, 0, 0, 0, 1, 0)),
    ],
)
def test_two_who_saw_one_interaction(one, other, counts):
    assert counted(one, other) == counts


def test_the_machine_beside_two_readers():
    def of(empathy, resolution=1.0, repetition=None):
        return Reading(empathy, resolution, repetition)

    items = [
        Item("en", "chat", "none", frozenset({0}), {"a": of({0: 1.0}), "b": of({0: 1.0}), MACHINE: of({0: 1.0})}),
        Item("en", "chat", "none", frozenset({0}), {"a": of({0: 0.0}), "b": of({0: 0.0}), MACHINE: of({0: 0.0})}),
        Item("en", "chat", "none", frozenset({0}), {"a": of({0: 1.0}), "b": of({}), MACHINE: of({0: 0.0})}),
        Item("en", "chat", "none", frozenset({0}), {"a": of({}), "b": of({}), MACHINE: of({})}),
    ]
    found = {key[1::2]: told for key, told in shown(blind(items, "blind", "en")).items()}
    opportunity = found["empathy", "opportunity F1"]
    assert opportunity["estimate"] == pytest.approx((1 + 4 / 5) / 2)  # 3 of 3 and 3; 2 of 3 and 2
    assert opportunity["human"] == pytest.approx(4 / 5)
    met, missed = found["empathy", "judgement F1 of the met"], found["empathy", "judgement F1 of the missed"]
    assert met["estimate"] == pytest.approx((2 / 3 + 1) / 2)
    assert missed["estimate"] == pytest.approx((2 / 3 + 1) / 2)
    assert found["empathy", "judgement macro F1"]["estimate"] == pytest.approx(5 / 6)
    misses = found["empathy", "false misses per 100"]
    assert (misses["estimate"], misses["human"], misses["holds"]) == (25, 0, "no")
    assert found["resolution", "opportunity F1"]["estimate"] == 1
    assert found["repetition", "opportunity F1"]["estimate"] is None  # nobody sees any


def test_quotable_moments_are_confirmed_by_every_reader():
    def items(*machine_and_readers):
        for grade, a, b, quotable in machine_and_readers:
            sure = frozenset({("empathy", 0)}) if quotable else frozenset()
            machine = Reading({0: grade}, None, None, frozenset({"empathy"}), sure)
            readings = {"a": Reading(a, None, None), "b": Reading(b, None, None), MACHINE: machine}
            yield Item("en", "chat", "none", frozenset({0}), readings)

    rows = blind(
        list(
            items(
                (1.0, {0: 0.5}, {0: 1.0}, True),
                (0.0, {0: 0.0}, {1: 0.0}, True),  # a miss that both see, one of them a turn later
                (1.0, {0: 1.0}, {0: 0.0}, True),
                (1.0, {0: 1.0}, {}, True),
                (1.0, {}, {}, False),  # not sure: not quoted
            )
        ),
        "blind",
        "en",
    )
    found = shown(rows)["blind", "empathy", "en", "4 quotable moments, confirmed by every reader"]
    assert (found["estimate"], found["holds"]) == (0.5, "no")


@pytest.mark.parametrize(
    ("grade", "probability", "quoted"),
    [(1.0, 0.9, True), (1.0, 0.89, False), (0.0, 0.1, True), (0.0, 0.2, False), (0.0, 0.95, False), (1.0, None, False)],
)
def test_what_is_sure_is_quotable(grade, probability, quoted):
    judgement = Judgement(turn=0, start=0, end=1, grade=grade, probability=probability, indicator="i", evidence=())
    assert agreement._quotable(judgement) is quoted


def test_of_a_language_without_tables_there_is_no_row():
    nothing = Reading({}, None, None, frozenset())
    readings = {"a": Reading({}, 1.0, None), MACHINE: nothing}
    assert list(blind([Item("xx", "chat", "none", frozenset(), readings)] * 3, "blind", "xx")) == []


@pytest.mark.parametrize(
    ("found", "grade", "told"),
    [
        (judged(), None, "none"),
        (judged((1.0, "same_leg")), 1, "none"),
        (judged((0.0, "same_leg")), 0, "asked_again"),
        (judged((0.0, "required")), 1, "required_identification"),
        (judged((0.0, "habit")), 1, "customer_habit"),
        (judged((0.0, "habit"), (0.0, "bad_line")), 0.5, "bad_line"),
    ],
)
def test_what_no_agent_answers_for_is_no_repetition_of_an_agent(found, grade, told):
    assert repetition_grade(found) == grade
    assert cause(found) == told


def test_cases_by_cause(scorer, tmp_path):
    asked = [("agent", "What is your order number?"), ("customer", "It is 55012."), ("agent", "Which colour?")]
    asked += [("customer", "Red."), ("agent", "What is your order number?"), ("customer", "55012")]
    once = asked[:4]
    lines = [
        {"cause": why, "kind": "number", "interaction": dialogue(said)}
        for why, said in (("asked_again", asked), (None, once), ("bot", once))
    ]
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    found = {key[2:]: told["estimate"] for key, told in shown(by_cause(cases(path), scorer, "cases")).items()}
    assert found["all", "repeated, F1"] == found["en", "repeated, F1"] == pytest.approx(2 / 3)
    assert found["all", "cause asked_again, F1"] == 1
    assert found["all", "cause none, F1"] == pytest.approx(2 / 3)
    assert found["all", "cause bot, F1"] == 0
    assert found["all", "cause, macro F1"] == pytest.approx(5 / 9)


def dialogue(said):
    turns = [{"speaker": speaker, "text": text} for speaker, text in said]
    return {"id": "c", "channel": "chat", "language": "en", "turns": turns}


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "holds no case"), ('{"cause": "mood", "kind": "", "interaction": {}}', "line 1: Invalid enum value 'mood'")],
)
def test_broken_cases_are_told(tmp_path, content, message):
    (tmp_path / "cases.jsonl").write_text(content)
    with pytest.raises(BadInput, match=message):
        cases(tmp_path / "cases.jsonl")


@pytest.mark.parametrize("suite", [accuracy, learned])
def test_the_public_sets_are_needed(suite):
    with pytest.raises(Configuration, match="needs --data FOLDER"):
        suite.run(None)


def test_what_is_not_there_is_left_out_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(accuracy, "OWN", tmp_path / "own")
    (tmp_path / "harper" / "transcript").mkdir(parents=True)
    call = [{"speaker_role": "caller", "human_transcript": "hello", "start_ms": 0, "duration_ms": 9}]
    (tmp_path / "harper" / "transcript" / "ab.json").write_text(json.dumps(call))
    table = accuracy.run(tmp_path)
    assert {line[0] for line in table.rows} == {"harper"}
    for name in ("train_en.jsonl.gz", "emotional-reactions.jsonl.gz", "airline_train.tsv.gz", "repetition_cases.jsonl"):
        assert any(note.startswith("Left out") and name in note for note in table.notes)


def test_blind_labels_beside_the_library(tmp_path, monkeypatch):
    monkeypatch.setattr(accuracy, "OWN", tmp_path)
    labelled(tmp_path / "blind" / "en")
    accuracy.manifest.write(tmp_path / "blind", ())
    (tmp_path / "blind" / "en" / "labels-b.jsonl").write_text(label())
    table = accuracy.run(tmp_path)
    figures = shown(table.rows)["blind", "empathy", "en", "opportunity F1"]
    assert (figures["n"], figures["estimate"], figures["human"]) == (1, 1, 1)
    assert "blind en/labels-b.jsonl: is not what MANIFEST.json holds." in table.notes
    assert "blind en: a is a person." in table.notes


def label():
    empathy = [{"turn": 0, "grade": 1, "answer": 1}]
    return json.dumps({"id": "c-1", "empathy": empathy, "resolution": 1.0, "repetition": None})


def labelled(folder):
    folder.mkdir(parents=True)
    turns = [{"speaker": turn.speaker, "text": turn.text} for turn in chat().turns]
    told = {"id": "c-1", "channel": "chat", "language": "en", "turns": turns}
    (folder / "interactions.jsonl").write_text(json.dumps(told))
    (folder / "labels-a.jsonl").write_text(label())
    (folder / "readers.json").write_text('{"a": "a person"}')


def test_helpdesk_rows_are_of_scores_and_votes(scorer, monkeypatch):
    solved = [
        ("customer", "My tap drips."),
        ("agent", "Turn the red valve."),
        ("customer", "Thank you, that solved it."),
    ]
    left = [("customer", "My tap drips."), ("agent", "We are sorry."), ("customer", "It still drips.")]

    def dialogues(_data, language):
        for number, (said, grades) in enumerate([(solved, (2, 2, -1)), (left, (-1, 1, -2)), (left, (3, -1, -1))]):
            told = chat(f"d-{number}", said=said, agent=None)
            yield accuracy_public.stc3.Dialogue(str(number), told, {"A": grades, "S": grades, "E": grades})

    monkeypatch.setattr(accuracy_public.stc3, "read", dialogues)
    found = {key[3]: told for key, told in shown(accuracy_public.helpdesk(None, scorer, "en")).items()}
    assert found["share resolved, score >= 0.5"]["estimate"] == pytest.approx(1 / 3)
    assert found["share resolved, score >= 0.5"]["human"] == pytest.approx(2 / 3)  # means of 1, -2/3, 1/3
    assert found["its distance from mean A > 0"]["estimate"] == pytest.approx(-1 / 3)
    assert found["kappa with most annotators' A > 0"]["estimate"] == 1
    assert found["kappa with mean A > 0"]["estimate"] == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    both = {key[3]: told["estimate"] for key, told in shown(accuracy_public.both_languages(None, scorer)).items()}
    assert both["Pearson of both scores"] == pytest.approx(1)
    assert both["mean shift, zh less en"] == 0


def test_what_is_learned_is_told_as_learn_tells_it(scorer):
    texts = {0.0: "It is green.", 1.0: "I am sorry that your roof leaks."}
    reviews = [
        Review(interaction=chat(f"r-{n}-{grade}", said=[("agent", f"{text} {n}")]), labels={"empathy": grade})
        for n in range(25)
        for grade, text in texts.items()
    ]
    wanted = [learned.Wanted("weighted_kappa", "kappa", Asked(">=", 0.6), "0.5", 0.4)]
    made = shown(figures(reviews, "empathy", Library(scorer, benchmarks_hash(load())), WHERE, wanted))
    kappa = made[*WHERE, "kappa"]
    assert (kappa["n"], kappa["human"], kappa["TF-IDF"], kappa["holds"]) == (50, "0.5", 0.4, "yes")
    assert kappa["low"] <= kappa["estimate"] <= kappa["high"]
    error = made[*WHERE, "calibration error"]
    assert 0 <= error["estimate"] < 0.2
    assert (error["n"], error["low"]) == (50, None)


def test_quadratic_weights_are_of_three_grades_on_unseen_folds(scorer, monkeypatch):
    grades = [0.0, 0.5, 1.0, 1.0]
    reviews = [
        Review(interaction=chat(f"r-{n}", said=[("agent", "Hello.")]), labels={"empathy": grade})
        for n, grade in enumerate(grades)
    ]
    monkeypatch.setattr(learned, "held_out", lambda _texts, labels, _groups: (np.array([0.1, 0.4, 0.9, 0.3]), labels))
    # Found 0 1 2 1 beside 0 1 2 2: one pair of four is a grade apart.
    apart, chance = 1 / 4, np.mean([(a - b) ** 2 for a in (0, 1, 2, 2) for b in (0, 1, 2, 1)])
    assert quadratic(reviews, "empathy", scorer).value() == pytest.approx(1 - apart / chance)


def test_no_fold_is_scored_with_what_it_taught(monkeypatch):
    """Each interaction teaches a kind of its own: whoever is scored must not find its own kind."""
    shipped = {"en": Calibration(language="en", texts="all", behaviours={})}
    benchmarks = replace(load(), calibrations=shipped)
    labelled = [Labelled("en", chat(f"c-{n}"), {}) for n in range(60)]
    monkeypatch.setattr(
        calibration, "judged_in", lambda one, _scorer: [Seen("en", "empathy", one.interaction.id, 1.0)] * 4
    )
    scorers = calibration.scorers(labelled, (), benchmarks)
    assert len({learnable.fold(one.interaction.id) for one in labelled}) == learnable.FOLDS == len(scorers)
    for at, scorer in enumerate(scorers):
        known = scorer._set.calibrations["en"].behaviours["empathy"]
        assert set(known) == {one.interaction.id for one in labelled if learnable.fold(one.interaction.id) != at}


def test_a_language_without_a_shipped_calibration_has_none(monkeypatch):
    shipped = {"pl": Calibration(language="pl", texts="all", behaviours={})}
    benchmarks = replace(load(), calibrations=shipped)
    labelled = [Labelled(language, chat(f"{language}-{n}"), {}) for n in range(60) for language in ("en", "pl")]
    monkeypatch.setattr(calibration, "judged_in", lambda one, _scorer: [Seen(one.language, "empathy", "cues", 0.8)] * 4)
    for scorer in calibration.scorers(labelled, (), benchmarks):
        assert set(scorer._set.calibrations) == {"pl"}
        assert scorer._set.calibrations["pl"].behaviours["empathy"]["cues"].share == pytest.approx(0.8, abs=0.01)
