"""What reason, queue, channel, language and hour do to a score, apart from who handled the contact."""

import numpy as np
from msgspec import Struct

from qa_service.monitoring.groups import Codes, Floats, Labels, numbered, summed
from qa_service.monitoring.sample import Sample

ROUNDS = 30
SETTLED = 1e-9  # of the variance within: a prior variance that moves by less has been found


class CaseMix(Struct, frozen=True, kw_only=True, eq=False):
    """Effects in units of the score, centred on the mix that occurred.

    `shift` (groups) is what the group's cell adds to a score; `variance` (agents) the uncertainty it leaves in the
    agent's adjusted mean; `effects[factor][level]` the effects, `errors` their standard errors, `shares` how often each
    level occurs; `components[factor]` the variance between scores that the factor explains; `freedom` parameters used.
    """

    shift: Floats
    variance: Floats
    effects: dict[str, dict[str, float]]
    errors: dict[str, dict[str, float]]
    shares: dict[str, dict[str, float]]
    components: dict[str, float]
    freedom: float


def case_mix(sample: Sample, labels: Labels) -> CaseMix:
    """Estimate additive effects within agents, shrunk per factor.

    Agents enter as fixed effects (absorbed by demeaning; Searle, Casella & McCulloch 1992, ch. 5), so an agent who is
    given hard queues is compared with himself in others, and the agents' levels cannot leak into the effects. Each
    factor's effects are then normal with a variance found by MacKay's (1992) evidence update, the fixed point of REML:
    a factor that does nothing is shrunk to nothing.
    """
    cells, cell = numbered(sample.cell, len(labels.cells))
    levels = labels.cells[cells]
    used = [f for f in range(levels.shape[1]) if len(np.unique(levels[:, f])) > 1]
    agents = len(sample.agents)
    if not used:
        zero = np.zeros(agents)
        return CaseMix(
            shift=np.zeros(len(sample.n)), variance=zero, effects={}, errors={}, shares={}, components={}, freedom=0.0
        )
    of_cell, sizes = _columns(levels[:, used])
    columns = of_cell[cell]
    count = sum(sizes)
    held = _crossed(sample.agent, columns, sample.weight, agents, count)
    weight = held[:, : sizes[0]].sum(axis=1)
    mean = summed(sample.agent, sample.total, agents) / weight
    design = _crossed_twice(columns, sample.weight, count) - held.T @ (held / weight[:, None])
    answer = _sums(columns, sample.total, count) - held.T @ mean
    within = float(sample.square.sum() - weight @ mean**2)
    freedom = max(float(sample.rows.sum()) - agents, 1.0)
    factor = np.repeat(np.arange(len(used)), sizes)
    effect, covariance, parameters = _shrunk(design, answer, factor, within, freedom)
    share = held.sum(axis=0) / weight.sum()
    for f in range(len(used)):
        mine = factor == f
        effect[mine] -= share[mine] @ effect[mine]
        centre = np.eye(int(mine.sum())) - share[mine][None, :]
        covariance[mine, :] = centre @ covariance[mine, :]
        covariance[:, mine] = covariance[:, mine] @ centre.T
    apart = held / weight[:, None] - share
    named = [(labels.factors[f], labels.levels[f], np.unique(levels[:, f])) for f in used]
    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))

    def table(values: Floats) -> dict[str, dict[str, float]]:
        return {
            name: {texts[code]: float(value) for code, value in zip(codes, values[factor == f], strict=True)}
            for f, (name, texts, codes) in enumerate(named)
        }

    return CaseMix(
        shift=effect[of_cell].sum(axis=1)[cell],
        variance=np.einsum("ij,ij->i", apart @ covariance, apart).clip(0.0),
        effects=table(effect),
        errors=table(error),
        shares=table(share),
        components={
            name: float(share[factor == f] @ (effect[factor == f] ** 2 + error[factor == f] ** 2))
            for f, (name, _, _) in enumerate(named)
        },
        freedom=parameters,
    )


def _columns(levels: Codes) -> tuple[Codes, list[int]]:
    columns: list[Codes] = []
    sizes: list[int] = []
    for f in range(levels.shape[1]):
        present, code = np.unique(levels[:, f], return_inverse=True)
        columns.append(code + sum(sizes))
        sizes.append(len(present))
    return np.stack(columns, axis=1), sizes


def _sums(columns: Codes, values: Floats, count: int) -> Floats:
    return summed(columns.ravel(), np.repeat(values, columns.shape[1]), count)


def _crossed(row: Codes, columns: Codes, weight: Floats, rows: int, count: int) -> Floats:
    flat = (row[:, None] * count + columns).ravel()
    return summed(flat, np.repeat(weight, columns.shape[1]), rows * count).reshape(rows, count)


def _crossed_twice(columns: Codes, weight: Floats, count: int) -> Floats:
    return sum(
        (_crossed(columns[:, f], columns, weight, count, count) for f in range(columns.shape[1])),
        start=np.zeros((count, count)),
    )


def _shrunk(
    design: Floats, answer: Floats, factor: Codes, within: float, freedom: float
) -> tuple[Floats, Floats, float]:
    """Ridge effects, their covariance and the parameters they use, one penalty a factor."""
    factors = int(factor.max()) + 1
    residual = max(within / freedom, 1e-12)
    prior = np.full(factors, 0.1 * residual)
    count = len(factor)
    effect: Floats = np.zeros(count)
    covariance: Floats = np.zeros((count, count))
    used = 0.0
    for _ in range(ROUNDS):
        covariance = np.linalg.inv(design / residual + np.diag(1.0 / prior[factor])).astype(np.float64, copy=False)
        effect = covariance @ answer / residual
        held = summed(factor, 1.0 - np.diag(covariance) / prior[factor], factors).clip(1e-3)
        used = float(held.sum())
        residual = max((within - 2 * effect @ answer + effect @ design @ effect) / max(freedom - used, 1.0), 1e-12)
        before, prior = prior, (summed(factor, effect**2, factors) / held).clip(1e-8 * residual)
        if np.abs(prior - before).max() < SETTLED * residual:
            break
    return effect, covariance, used
