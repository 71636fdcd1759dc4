import numpy as np
import pytest

from qa_service.monitoring.groups import grouped
from tests.unit.monitoring.centres import rows


def test_sums_are_those_of_the_rows():
    table = rows(np.array([0, 0, 1, 0]), np.array([0.5, 1.0, 0.25, 0.0]), day=np.zeros(4))
    groups = grouped(table, {"clarity": 0.6})
    assert groups.n.tolist() == [3, 1]
    assert groups.total.tolist() == [1.5, 0.25]
    assert groups.square.tolist() == [1.25, 0.0625]
    assert groups.fourth.tolist() == pytest.approx([1.0625, 0.25**4])
    assert groups.zeros.tolist() == [1, 0]
    assert groups.ones.tolist() == [1, 0]
    assert groups.below.tolist() == [2, 1]
    assert groups.log_score.tolist() == pytest.approx([np.log(0.5), np.log(0.25)])
    assert groups.log_rest.tolist() == pytest.approx([np.log(0.5), np.log(0.75)])


def test_pass_fail_sums():
    table = rows(np.zeros(2), np.array([0.5, 1.0]), met=[1, 3], opportunities=[2, 3], day=np.zeros(2))
    groups = grouped(table, {})
    assert (groups.met.tolist(), groups.opportunities.tolist()) == ([4], [5])
    assert groups.met_square.tolist() == [pytest.approx(1 / 2 + 9 / 3)]


def test_days_and_reasons_stay_apart():
    groups = grouped(rows(np.zeros(4), np.full(4, 0.5), reason=np.array([0, 1, 0, 1]), day=[0, 0, 1, 1]), {})
    assert groups.n.tolist() == [1, 1, 1, 1]
    assert np.isnan(groups.targets[0])
