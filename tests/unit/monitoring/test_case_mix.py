import numpy as np
import pytest

from qa_service.monitoring.adjusted import adjusted
from qa_service.monitoring.case_mix import case_mix
from qa_service.monitoring.groups import grouped
from qa_service.monitoring.sample import sample
from tests.unit.monitoring.centres import rows, scores


def centre(rng, effect, hard, agents=20, each=150):
    """Half of the agents, the better ones, get the hard reason in `hard` of their contacts, the others in a tenth."""
    agent = np.repeat(np.arange(agents), each)
    better = agent < agents / 2
    reason = (rng.random(len(agent)) < np.where(better, hard, 0.1)).astype(int)
    level = 0.65 + 0.05 * better + effect * reason
    table = rows(agent, scores(rng, level, 0.12), reason=reason)
    chosen = sample(grouped(table, {}), 0)
    return case_mix(chosen, table.labels), chosen, better[::each]


def test_hard_contacts_do_not_make_a_bad_agent():
    mix, chosen, better = centre(np.random.default_rng(5), effect=-0.2, hard=0.8)
    mean = adjusted(chosen, mix).mean
    assert mix.effects["reason"]["r1"] - mix.effects["reason"]["r0"] == pytest.approx(-0.2, abs=0.02)
    assert mean[better].mean() - mean[~better].mean() == pytest.approx(0.05, abs=0.02)
    assert adjusted(chosen, mix).raw[better].mean() < adjusted(chosen, mix).raw[~better].mean()


def test_a_reason_that_does_nothing_is_shrunk_to_nothing():
    mix, _, _ = centre(np.random.default_rng(6), effect=0.0, hard=0.5)
    assert abs(mix.effects["reason"]["r1"]) < 0.005
    assert mix.components["reason"] < 1e-4


def test_an_agent_apart_in_mix_is_less_certain():
    mix, chosen, better = centre(np.random.default_rng(7), effect=-0.2, hard=0.8)
    assert chosen.rows.sum() == 3000
    assert mix.variance[better].min() > 0


def test_a_reason_of_one_agent_alone_is_not_laid_on_the_reason():
    """Nobody else had it and the agent had nothing else: nothing tells the two apart, so the agent answers."""
    agent = np.repeat([0, 1, 2], 50)
    table = rows(agent, scores(np.random.default_rng(8), np.where(agent == 2, 0.5, 0.7), 0.1), reason=(agent == 2) * 1)
    mix = case_mix(sample(grouped(table, {}), 0), table.labels)
    assert max(map(abs, mix.effects["reason"].values())) < 1e-6


def test_no_factor():
    table = rows(np.repeat([0, 1], 5), np.linspace(0.1, 0.9, 10))
    mix = case_mix(sample(grouped(table, {}), 0), table.labels)
    assert (mix.effects, mix.components, mix.shift.any()) == ({}, {}, False)
