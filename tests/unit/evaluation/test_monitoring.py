"""The suite runs small, names what was asked, and its exact Bayes is exact."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from qa_service.cli.evaluate import command
from qa_service.evaluation import monitoring_exact as exact
from qa_service.evaluation.monitoring import Wanted, at_least, at_most, row, run
from qa_service.evaluation.monitoring_centres import LOWEST, beta_scores, density, truth
from qa_service.evaluation.monitoring_public import null_calls, star_ratings


def test_every_figure_has_a_row():
    table = run(size=2)
    figures = " ".join(str(one[0]) for one in table.rows)
    for words in (
        *("graded", "hard queues", "pass/fail", "20% scorer error", "null", "0.10 low", "ICC of 0.05"),
        *("train_team", "fix_process", "false alarms", "spread doubled"),
    ):
        assert words in figures
    assert all(len(one) == len(table.columns) for one in table.rows)
    assert {one[3] for one in table.rows} <= {"yes", "NO", None}


def test_size_is_of_suites_that_simulate():
    result = CliRunner().invoke(command, ["wer", "--size", "3"])
    assert result.exit_code == 2
    assert "wer simulates nothing" in result.output
    found = CliRunner().invoke(command, ["monitoring", "--size", "1", "--json"])
    assert json.loads(found.stdout)["rows"][0][4] == 1


@pytest.mark.parametrize(
    ("asked", "found", "text", "holds"),
    [
        (Wanted(0.88, 0.92), 0.9, "0.88 to 0.92", "yes"),
        (at_least(0.8), 0.79, ">= 0.8", "NO"),
        (at_most(1.05), 1.05, "<= 1.05", "yes"),
        (None, 1.0, None, None),
    ],
)
def test_what_holds(asked, found, text, holds):
    assert row("f", asked, found, 3) == ("f", text, found, holds, 3)


def test_exact_bayes_of_no_scores_is_the_prior_and_of_many_the_truth():
    rng = np.random.default_rng(81)
    few = exact.of_scores(np.array([0]), np.array([0.7]), np.zeros(1), 1.0)
    many = exact.of_scores(
        np.zeros(4000, dtype=int), beta_scores(rng, np.full(4000, 0.6), np.full(4000, 0.2)), np.zeros(4000), 1.0
    )
    assert few.gap[0] == pytest.approx(0.3, abs=0.02)
    assert many.gap[0] == pytest.approx(0.4, abs=0.015)
    assert np.exp(many.log_spread[0]) == pytest.approx(0.2, rel=0.04)


def test_exact_bayes_is_calibrated():
    """Drawn from its own prior: posterior means are unbiased given the data, so errors do not lean on estimates."""
    rng = np.random.default_rng(82)
    errors, estimates = [], []
    for _ in range(20):
        true = truth(rng)
        agent = np.repeat(np.arange(60), true.n)
        found = exact.of_scores(
            agent, beta_scores(rng, true.level[agent], true.spread[agent]), np.zeros(len(agent)), 1.0
        )
        errors.append(found.gap - (1 - true.level))
        estimates.append(found.gap)
    slope = np.polyfit(np.concatenate(estimates), np.concatenate(errors), 1)[0]
    assert abs(np.concatenate(errors).mean()) < 0.003
    assert abs(slope) < 0.05


def test_wrongly_told_counts_are_weighed_by_how_often_they_are_right():
    agent, ones = np.zeros(2000, dtype=int), np.ones(2000)
    met = np.r_[np.ones(1240), np.zeros(760)]  # 0.62 = 0.7 x 0.8 + 0.3 x 0.2
    assert exact.of_counts(agent, met, ones, 1.0, right=0.8).gap[0] == pytest.approx(0.3, abs=0.01)


def test_the_prior_ends_where_the_truth_does():
    true = truth(np.random.default_rng(83), agents=500)
    assert (density(true.level, np.log(true.spread)) > 0).all()
    assert density(np.array([LOWEST - 0.01]), np.log([0.1]))[0] == 0


@pytest.mark.parametrize("read", [null_calls, star_ratings])
def test_a_set_that_is_not_there_is_named(read, tmp_path: Path):
    with pytest.raises(FileNotFoundError, match=r"calls\.csv|dialogues"):
        read(tmp_path)
