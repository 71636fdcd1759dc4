"""Rows of scores, and the sums over them from which every statistic is computed."""

import datetime as dt
from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

FACTORS = ("reason", "queue", "channel", "language", "hour")


class Labels(Struct, frozen=True, kw_only=True, eq=False):
    """What the codes stand for. `cells` is (cells, factors): the level of each factor in each case-mix cell."""

    agents: tuple[str, ...]
    teams: tuple[str, ...]
    behaviours: tuple[str, ...]
    factors: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    cells: Codes
    days: tuple[dt.date, ...]


class Rows(Struct, frozen=True, kw_only=True, eq=False):
    """One score a row, as equally long columns; rows without an opportunity are left out before.

    `score` is 0..1. `opportunities` is 0 for a graded score; else `score` is `met / opportunities`.
    """

    labels: Labels
    agent: Codes
    team: Codes
    behaviour: Codes
    cell: Codes
    day: Codes
    score: Floats
    met: Floats
    opportunities: Floats


class Groups(Struct, frozen=True, kw_only=True, eq=False):
    """Sums over the rows of one (behaviour, agent, team, cell, day); groups of several sources may be concatenated.

    `n` rows; `total`, `square`, `cube`, `fourth` sums of powers of the score; `log_score`, `log_rest` sums of
    log(score) and log(1 - score) over the scores strictly inside (0, 1), `zeros` and `ones` count the others; `below`
    rows under the target; `met`, `opportunities`, and `met_square`, the sum of met²/opportunities, of pass/fail.
    `targets` (behaviours) is the target that `below` was counted with, NaN where it was not counted.
    """

    labels: Labels
    targets: Floats
    agent: Codes
    team: Codes
    behaviour: Codes
    cell: Codes
    day: Codes
    n: Floats
    total: Floats
    square: Floats
    cube: Floats
    fourth: Floats
    log_score: Floats
    log_rest: Floats
    zeros: Floats
    ones: Floats
    below: Floats
    met: Floats
    opportunities: Floats
    met_square: Floats


def summed(code: Codes, values: Floats, count: int) -> Floats:
    """Sum the values of each code 0..count-1."""
    return np.bincount(code, values, count).astype(np.float64, copy=False)


def grouped(rows: Rows, targets: Mapping[str, float]) -> Groups:
    """Sum the rows per behaviour, agent, team, cell and day; behaviours without a target get no `below`."""
    labels = rows.labels
    sizes = (len(labels.behaviours), len(labels.agents), len(labels.teams), len(labels.cells), len(labels.days))
    codes = (rows.behaviour, rows.agent, rows.team, rows.cell, rows.day)
    key = np.zeros(len(rows.score), dtype=np.int64)
    for code, size in zip(codes, sizes, strict=True):
        key = key * size + code
    keys, first, index = np.unique(key, return_index=True, return_inverse=True)
    target = np.array([targets.get(name, np.nan) for name in labels.behaviours], dtype=np.float64)

    def total(values: Floats) -> Floats:
        return summed(index, values, len(keys))

    score = rows.score
    square = score * score
    inside = (score > 0) & (score < 1)
    safe = np.where(inside, score, 0.5)
    return Groups(
        labels=labels,
        targets=target,
        agent=rows.agent[first],
        team=rows.team[first],
        behaviour=rows.behaviour[first],
        cell=rows.cell[first],
        day=rows.day[first],
        n=np.bincount(index, minlength=len(keys)).astype(np.float64),
        total=total(score),
        square=total(square),
        cube=total(square * score),
        fourth=total(square * square),
        log_score=total(np.where(inside, np.log(safe), 0.0)),
        log_rest=total(np.where(inside, np.log1p(-safe), 0.0)),
        zeros=total((score <= 0).astype(np.float64)),
        ones=total((score >= 1).astype(np.float64)),
        below=total((score < target[rows.behaviour]).astype(np.float64)),
        met=total(rows.met),
        opportunities=total(rows.opportunities),
        met_square=total(rows.met * score),
    )
