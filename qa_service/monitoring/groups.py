"""Rows of scores, and the sums over them from which every statistic is computed."""

import datetime as dt
from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

LARGE = 20_000  # rows from which sorting them is what costs
DENSE = 16  # keys a row up to which a table of all keys is faster than sorting
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
    """Sum the rows per behaviour, agent, team, cell and day, in that order; behaviours without a target get no `below`.

    In a large table whose keys hardly repeat each row stays a group of its own, in the order of behaviours.
    """
    labels = rows.labels
    first, index = _keyed(rows)
    if index is None and len(labels.behaviours) > 1 and bool((np.diff(rows.behaviour) < 0).any()):
        rows = _chosen(rows, first)
    count, which = len(first), slice(None) if index is None else first

    def total(values: Floats) -> Floats:
        return values if index is None else summed(index, values, count)

    target = np.array([targets.get(name, np.nan) for name in labels.behaviours], dtype=np.float64)
    passed = bool(rows.opportunities.any())
    score = rows.score
    square = score * score
    inside = (score > 0) & (score < 1)
    safe = np.where(inside, score, 0.5)
    nothing = np.zeros(count)
    return Groups(
        labels=labels,
        targets=target,
        agent=rows.agent[which],
        team=rows.team[which],
        behaviour=rows.behaviour[which],
        cell=rows.cell[which],
        day=rows.day[which],
        n=np.ones(count) if index is None else np.bincount(index, minlength=count).astype(np.float64),
        total=total(score),
        square=total(square),
        cube=total(square * score),
        fourth=total(square * square),
        log_score=total(np.log(safe) * inside),
        log_rest=total(np.log1p(-safe) * inside),
        zeros=total((score <= 0).astype(np.float64)),
        ones=total((score >= 1).astype(np.float64)),
        below=total((score < target[rows.behaviour]).astype(np.float64)) if targets else nothing,
        met=total(rows.met) if passed else nothing,
        opportunities=total(rows.opportunities) if passed else nothing,
        met_square=total(rows.met * score) if passed else nothing,
    )


def by_behaviour(rows: Rows) -> list[Rows]:
    """The rows of each behaviour in the order of the labels, as they stood: parts that fit a processor's memory."""
    size = len(rows.labels.behaviours)
    order = _sorted(rows.behaviour, size)
    ends = np.bincount(rows.behaviour, minlength=size).cumsum()[:-1]
    return [_chosen(rows, part) for part in np.split(order, ends)]


def _sorted(code: Codes, size: int) -> Codes:
    """Places in rising order of codes 0..size-1; few codes are sorted digit by digit, much sooner."""
    return np.argsort(code.astype(np.int16 if size < 32_768 else np.int64), kind="stable")


def _chosen(rows: Rows, which: Codes) -> Rows:
    passed = bool(rows.opportunities.any())
    nothing = np.zeros(len(which))
    return Rows(
        labels=rows.labels,
        agent=rows.agent[which],
        team=rows.team[which],
        behaviour=rows.behaviour[which],
        cell=rows.cell[which],
        day=rows.day[which],
        score=rows.score[which],
        met=rows.met[which] if passed else nothing,
        opportunities=rows.opportunities[which] if passed else nothing,
    )


def numbered(code: Codes, size: int) -> tuple[Codes, Codes]:
    """The codes that occur, in rising order, and each one's place among them; `code` is 0..size-1."""
    if size > DENSE * len(code) + LARGE:
        present, place = np.unique(code, return_inverse=True)
        return present, place
    there = np.zeros(size, dtype=np.bool_)
    there[code] = True
    present = np.flatnonzero(there)
    if len(present) == size:
        return present, code
    place = np.empty(size, dtype=np.int64)
    place[present] = np.arange(len(present))
    return present, place[code]


def _keyed(rows: Rows) -> tuple[Codes, Codes | None]:
    """A row of each group, and the group of each row; None where each row is its own."""
    labels = rows.labels
    pairs, pair = numbered(rows.agent * len(labels.teams) + rows.team, len(labels.agents) * len(labels.teams))
    sizes = (len(labels.behaviours), len(pairs), len(labels.cells), len(labels.days))
    key, size = np.zeros(len(rows.score), dtype=np.int64), 1
    for code, levels in zip((rows.behaviour, pair, rows.cell, rows.day), sizes, strict=True):
        key, size = key * levels + code, size * levels
    if len(key) > LARGE and size > DENSE * len(key):
        return _sorted(rows.behaviour, sizes[0]), None
    keys, index = numbered(key, size)
    first = np.empty(len(keys), dtype=np.int64)
    first[index] = np.arange(len(key))
    return first, index
