"""Charts as Vega-Lite specs, one function each, and what each says in words. Marks show their intervals.

Colours are Okabe and Ito's, told apart by colour-blind readers; shapes and words repeat what they say. The specs are
written out: building them with a library took as long as drawing them.
"""

import math
from collections.abc import Sequence
from typing import Any

from qa_service.reports.drawing import INK, MUTED, Spec, layered
from qa_service.reports.labels import SIZE, Label, Point, labels
from qa_service.reports.report import AgentLevel, Verdict
from qa_service.reports.standing import unsteady
from qa_service.reports.words import ENGLISH, Words

HEIGHT, WIDTH = 150, 230
# With more agents than these only who stands out is named: names on top of each other name nobody.
MOST_NAMED = 8
BLUE = "#0072b2"
ORANGE = "#d55e00"
# What a mark says about an agent: reading, sign in the key, shape, colour.
READINGS = (
    ("at_target", "●", "circle", BLUE),
    ("below_target", "▼", "triangle-down", ORANGE),
    ("untold", "◆", "diamond", MUTED),
    ("lacking", "✚", "cross", "#a0a7b0"),
)
SHARES = {
    "reason": "#e69f00",
    "queue": "#f0e442",
    "channel": "#cc79a7",
    "language": "#8c6d31",
    "hour": "#882255",
    "team": "#009e73",
    "agent": "#0072b2",
    "agent_day": "#56b4e9",
    "instrument": "#444444",
    "rest": "#d0d4d9",
}


def key(say: Words = ENGLISH) -> tuple[tuple[str, str, str], ...]:
    """What each mark says: sign, reading, colour."""
    return tuple((sign, say(f"chart.{reading}"), colour) for reading, sign, _, colour in READINGS)


KEY = key()


def levels(rows: Sequence[AgentLevel], behaviour: str, say: Words = ENGLISH) -> Spec:
    """A forest plot: each agent's level with its 90% interval, the target as a dashed line. Levels 0..1, shown in %."""
    values: list[dict[str, Any]] = [
        {
            "agent": row.agent,
            "level": row.level.estimate,
            "low": row.level.low,
            "high": row.level.high,
            "reading": _reading(row, say),
            "target": row.target,
        }
        for row in rows
        if row.behaviour == behaviour
    ]
    y = {"field": "agent", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 130}}
    scale = _scale([value[end] for value in values for end in ("low", "high", "target")], least=0.2)
    x = {"field": "low", "type": "quantitative", "title": say("chart.level_axis"), "axis": _PERCENT, "scale": scale}
    marks = [
        {"mark": {"type": "rule", "strokeDash": [5, 4], "color": INK}, "encoding": {"x": _TARGET}},
        {
            "mark": {"type": "rule", "strokeWidth": 2.5},
            "encoding": {"x": x, "x2": {"field": "high"}, "y": y, "color": _colour(say)},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"x": _quantity("level"), "y": y, "color": _colour(say), "shape": _shape(say)},
        },
    ]
    title = _heading(behaviour, say, "level_title")
    return layered(marks, values, width=WIDTH, height=max(HEIGHT, 18 * len(values)), title=title)


def spread_by_level(
    rows: Sequence[AgentLevel], behaviour: str, say: Words = ENGLISH, *, width: int = WIDTH, height: int = HEIGHT
) -> Spec:
    """Spread against level, both with 90% intervals: right of the dashed line is good on average, up is unsteady."""
    values: list[dict[str, Any]] = [
        {
            "agent": row.agent,
            "level": row.level.estimate,
            "low": row.level.low,
            "high": row.level.high,
            "spread": row.spread.estimate,
            "spread_low": row.spread.low,
            "spread_high": row.spread.high,
            "reading": _reading(row, say),
            "target": row.target,
        }
        for row in rows
        if row.behaviour == behaviour and row.spread is not None
    ]
    if len(values) > MOST_NAMED:
        apart = {row.agent for row in unsteady([row for row in rows if row.behaviour == behaviour])}
        for value in values:
            if value["agent"] not in apart and value["reading"] != say("chart.below_target"):
                value["agent"] = ""
    across = _scale([value[end] for value in values for end in ("low", "high", "target")], least=0.2)
    up = _scale([value[end] for value in values for end in ("spread_low", "spread_high")], least=0.1)
    level = {"title": say("chart.level_short"), "axis": _PERCENT, "scale": across}
    spread = {"title": None, "axis": {"format": ".3~f", "tickCount": 4}, "scale": up}
    x, y = _quantity("level") | level, _quantity("spread") | spread
    rule, colour = {"type": "rule", "opacity": 0.55}, _colour(say)
    marks = [
        {"mark": {"type": "rule", "strokeDash": [5, 4], "color": INK}, "encoding": {"x": _TARGET}},
        {
            "mark": rule,
            "encoding": {"x": _quantity("low") | level, "x2": {"field": "high"}, "y": y, "color": colour},
        },
        {
            "mark": rule,
            "encoding": {
                "x": x,
                "y": _quantity("spread_low") | spread,
                "y2": {"field": "spread_high"},
                "color": colour,
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": colour, "shape": _shape(say)},
        },
        *_names(values, (width, height), (across["domain"], up["domain"]), x, y),
    ]
    return layered(marks, values, width=width, height=height, title=_heading(behaviour, say, "spread_axis"))


def _names(
    values: Sequence[Spec], size: tuple[int, int], domains: tuple[Sequence[float], Sequence[float]], x: Spec, y: Spec
) -> list[Spec]:
    """A layer for each place beside a point at which names stand."""

    def part(value: float, domain: Sequence[float]) -> float:
        return (value - domain[0]) / (domain[1] - domain[0])

    (width, height), (across, up) = size, domains
    points = [
        Point(part(one["level"], across) * width, (1 - part(one["spread"], up)) * height, one["agent"])
        for one in values
    ]
    standing_there: dict[Label, list[Spec]] = {}
    for value, place in zip(values, labels(points, width, height), strict=True):
        if place is not None:
            standing_there.setdefault(place, []).append(value)
    return [
        {
            "data": {"values": named},
            "mark": {"type": "text", "align": at.align, "dx": at.dx, "dy": at.dy, "color": INK, "fontSize": SIZE},
            "encoding": {"x": x, "y": y, "text": {"field": "agent", "type": "nominal"}},
        }
        for at, named in standing_there.items()
    ]


def budget(verdicts: Sequence[Verdict], say: Words = ENGLISH) -> Spec:
    """The variance budget: one bar a behaviour, cut by source; the agents' share is labelled with its 90% interval."""
    order = {name: place for place, name in enumerate(SHARES)}
    values: list[dict[str, Any]] = []
    for one in verdicts:
        start = 0.0
        for name, share in sorted(one.budget.items(), key=lambda item: order.get(item[0], len(order))):
            values.append(
                {
                    "behaviour": _bar_label(one, say),
                    "source": say.source(name),
                    "start": start,
                    "end": start + share,
                    "middle": start + share / 2,
                    "label": say.percent(share) if share >= 0.04 else "",
                    "dark": name in {"agent", "instrument", "team"},
                }
            )
            start += share
    used = [name for name in SHARES if any(name in one.budget for one in verdicts)]
    labels = {"labelLimit": 230, "labelExpr": "split(datum.label, '|')"}
    y = {"field": "behaviour", "type": "nominal", "title": None, "sort": None, "axis": labels}
    x = {"title": say("chart.budget_axis"), "axis": _PERCENT, "scale": {"domain": [0, 1]}}
    source = {
        "field": "source",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [say.source(name) for name in used], "range": [SHARES[name] for name in used]},
        "legend": {"orient": "bottom", "columns": 3, "labelLimit": 220, "symbolType": "square"},
    }
    light = {"condition": {"test": "datum.dark", "value": "white"}, "value": "#111"}
    marks = [
        {
            "mark": {"type": "bar", "height": 22, "stroke": "white", "strokeWidth": 1},
            "encoding": {"x": _quantity("start") | x, "x2": {"field": "end"}, "y": y, "color": source},
        },
        {
            "mark": {"type": "text", "fontSize": 10},
            "encoding": {"x": _quantity("middle"), "y": y, "text": {"field": "label"}, "color": light},
        },
    ]
    return layered(marks, values, width=430, height={"step": 40})


def described(rows: Sequence[AgentLevel], behaviour: str, say: Words = ENGLISH) -> str:
    """The forest plot in words, for those who cannot see it."""
    lines = [f"{row.agent}: {say.level(row.level)}, {_reading(row, say)}" for row in rows if row.behaviour == behaviour]
    return f"{say('chart.level_described', behaviour=say.title(behaviour))} {'; '.join(lines)}."


def spread_described(rows: Sequence[AgentLevel], behaviour: str, say: Words = ENGLISH) -> str:
    """Spread against level in words."""
    lines = [
        say("chart.level_of", agent=row.agent, level=say.percent(row.level.estimate), spread=say.spread(row.spread))
        for row in rows
        if row.behaviour == behaviour and row.spread is not None
    ]
    return f"{say('chart.spread_described', behaviour=say.title(behaviour))} {'; '.join(lines)}."


def budget_described(verdicts: Sequence[Verdict], say: Words = ENGLISH) -> str:
    """The variance budget in words."""
    return " ".join(
        f"{say.title(one.behaviour)}: "
        + ", ".join(f"{say.source(name)} {say.percent(share)}" for name, share in one.budget.items())
        + "."
        for one in verdicts
    )


def _heading(behaviour: str, say: Words, what: str) -> Spec:
    """Short lines: a long one is cut off where the page's font is wider than the measured one.

    What the upright axis shows stands here: it is easier to read.
    """
    return {"text": say.title(behaviour), "subtitle": [say(f"chart.{what}")]}


def _bar_label(one: Verdict, say: Words) -> str:
    """Two lines: the behaviour, and how sure the agents' share is."""
    # A chart puts the parts of a line that runs both ways in the wrong places: there the text below says it alone.
    told = one.icc is not None and not say.rtl
    sure = (
        f"|{say('chart.agents_share', low=say.percent(one.icc.low), high=say.percent(one.icc.high))}"
        if told and one.icc
        else ""
    )
    return f"{say.title(one.behaviour)}{sure}"


def _reading(row: AgentLevel, say: Words) -> str:
    at_target, below, untold, lacking = (say(f"chart.{mark[0]}") for mark in READINGS)
    if row.status != "enough":
        return lacking
    if row.level.high < row.target:
        return below
    return at_target if row.level.low >= row.target else untold


def _scale(values: Sequence[float], *, least: float) -> Spec:
    """From the lowest to the highest, but `least` wide or more: a zoomed axis makes small differences look large."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    short = max(0.0, least - (high - low)) / 2
    low, high = max(0.0, low - short - 0.01), min(1.0, high + short + 0.01)
    ends = [math.floor(low * 20) / 20, math.ceil(high * 20) / 20]
    return {"domain": ends, "zero": False, "nice": False}


# Each label on an axis is measured, which is half of what drawing costs: four are enough.
_PERCENT = {"format": "%", "tickCount": 4}
_TARGET = {"field": "target", "type": "quantitative", "aggregate": "min"}


def _quantity(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


def _colour(say: Words) -> Spec:
    return _marked(say, 3)


def _shape(say: Words) -> Spec:
    return _marked(say, 2)


def _marked(say: Words, place: int) -> Spec:
    domain = [reading for _, reading, _ in key(say)]
    scale = {"domain": domain, "range": [mark[place] for mark in READINGS]}
    return {"field": "reading", "type": "nominal", "title": None, "scale": scale, "legend": None}
