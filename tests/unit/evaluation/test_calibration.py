import tomllib

import msgspec
import pytest

from benchmarks.calibration import Calibration
from qa_service.evaluation.calibration import Seen, made, sure, written


def test_shares_are_shrunk_towards_the_kind_in_every_language_and_that_towards_all_kinds():
    seen = [Seen("en", "empathy", "named", 1.0)] * 6 + [Seen("pl", "empathy", "stock", 0.0)] * 6
    rows = {(row.language, row.kind): row for row in sure(seen, least=1)}
    everywhere = (6 + 6 * 0.5) / 12  # the kind's six, and six of all kinds at one half
    assert rows["en", "named"].n == 6
    assert rows["en", "named"].share == pytest.approx((6 + 4 * everywhere) / 10, abs=1e-3)
    assert (rows["pl", "named"].n, rows["pl", "named"].share) == (0, everywhere)


def test_misses_have_a_prior_of_their_own():
    seen = [Seen("en", "empathy", "named", 1.0)] * 50 + [Seen("en", "empathy", "missed blame", 0.0)] * 2
    assert {row.kind: row.share for row in sure(seen, least=1)} == {"named": 1.0, "missed blame": 0.0}


def test_what_is_written_can_be_read():
    calibrations = made(sure([Seen(one, "empathy", "missed blame", 0.5) for one in ("en", "pl")], least=1), "our texts")
    files = written(calibrations)
    read = {language: msgspec.convert(tomllib.loads(text), Calibration) for language, text in files.items()}
    assert read == calibrations
    assert read["en"].behaviours["empathy"]["missed blame"].share == 0.5
    assert (read["en"].charged_from, read["pl"].charged_from) == (
        {"empathy": 0.6, "repetition": 0.0, "resolution": 0.57},
        {"empathy": 0.7},
    )


def test_a_language_of_few_judgements_stays_without():
    assert sure([Seen("en", "empathy", "named", 1.0)] * 99) == []
    assert len(sure([Seen("en", "empathy", "named", 1.0)] * 100)) == 1
