"""Weak signs: each counts once in a sentence, and only those of one sentence together."""

import pytest

from benchmarks.loader import load
from scoring.scorer import Scorer

WARMTH = """name = "warmth"
definition = "The agent is warm."
rule = "response"
unit = "leg"
revision = 1
target = 0.7
exercise = "Smile."
languages = ["en"]
enough = { opportunity = 2, met = 3, echo = 0.5, most_echoes = 2, doubt = 1 }
indicators = [
  { kind = "phrases", name = "asked", role = "opportunity", phrases.en = ["freezing"] },
  { kind = "phrases", name = "cold", role = "opportunity_cue", weight = 1, phrases.en = ["cold"] },
  { kind = "phrases", name = "night", role = "opportunity_cue", weight = 1, phrases.en = ["night"] },
  { kind = "phrases", name = "fine", role = "opportunity_cue", weight = -1.5, phrases.en = ["fine"] },
  { kind = "phrases", name = "blanket", role = "met_cue", weight = 1, phrases.en = ["blanket*"] },
  { kind = "phrases", name = "tea", role = "met_cue", weight = 1, phrases.en = ["tea"] },
  { kind = "phrases", name = "asks", role = "met_cue", weight = -1, phrases.en = ["?|!?|?!"] },
]
"""


@pytest.fixture(scope="module")
def warmth(tmp_path_factory, build):
    folder = tmp_path_factory.mktemp("benchmarks")
    (folder / "warmth.toml").write_text(WARMTH, encoding="utf-8")
    scorer = Scorer(load(folder))
    return lambda said: scorer.score(build(said)).behaviours["warmth"]


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("a cold night", (2, 12)),
        ("cold, cold, cold", None),
        ("so cold. what a night", None),
        ("a cold night, but fine", None),
        ("freezing", (0, 8)),
        ("it is freezing, fine", None),
        ("cold and freezing, fine", (9, 17)),
    ],
)
def test_what_calls_for_it(warmth, said, where):
    found = warmth(f"C: {said} | A: ok").judgements
    assert [(one.start, one.end) for one in found] == ([where] if where else [])


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        # one echo is half, two are one, three are no more
        ("tea and blankets for your harbour", None),
        ("tea and blankets for your harbour boat", "tea and blankets for your harbour boat"),
        ("tea for the harbour boat crew", None),
        ("tea and blankets on the harbour boat?", None),
        ("harbour boat", None),
        ("tea for the boat. blankets for the harbour", None),
    ],
)
def test_what_meets_it(warmth, said, evidence):
    (judgement,) = warmth(f"C: freezing in the harbour, the boat has no crew | A: {said}").judgements
    assert [one.text for one in judgement.evidence if judgement.grade] == ([evidence] if evidence else [])
    assert judgement.indicator == ("warmth.cues" if evidence else "warmth.missed")
