"""Charts of pages in the reader's language: the house's specs with their words replaced, and an agent's weeks."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from markupsafe import Markup

from qa_service.dashboard.language import Tongue
from qa_service.dashboard.segments import Beside
from qa_service.monitoring.results import Signal, TeamResult
from qa_service.reports import charts, drawing, words
from qa_service.reports.drawing import MUTED
from qa_service.reports.report import AgentLevel
from qa_service.reports.standing import NINETY
from qa_service.store.pages import Week

WIDTH, HEIGHT = 400, 240
_DAYS = {"en": "%-d %b", "zh": "%-m/%-d"}
"""Of a time line, as the language writes days; other languages' months the charts do not know."""


class Drawn(msgspec.Struct, frozen=True):
    """A chart as SVG, and in words."""

    svg: Markup
    alt: str


def spread_by_level(tongue: Tongue, rows: Sequence[AgentLevel], behaviour: str) -> Drawn:
    spec = charts.spread_by_level(rows, behaviour, words.of(tongue.code), width=WIDTH, height=HEIGHT)
    return _drawn(spec, _in_words(tongue, rows, behaviour))


def levels(tongue: Tongue, rows: Sequence[AgentLevel], behaviour: str) -> Drawn:
    return _drawn(charts.levels(rows, behaviour, words.of(tongue.code)), _in_words(tongue, rows, behaviour))


def weeks(
    tongue: Tongue, rows: Sequence[Week], target: float, signals: Sequence[Signal], sessions: Sequence[date] = ()
) -> Drawn:
    """Mean of each week with its 90% interval, the target dashed, signals where they began, and coaching sessions."""
    values = [_week(row) for row in rows]
    shifts = [
        {"since": str(one.since), "low": str(one.low), "high": str(one.high), "what": tongue(f"signal.{one.kind}")}
        for one in signals
    ]
    x = {
        "field": "week",
        "type": "temporal",
        "title": None,
        "axis": {"format": _DAYS.get(tongue.code, "%d.%m."), "labelOverlap": True},
    }
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": {"format": "%", "tickCount": 5}}
    title = tongue("chart.weeks_axis")
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": shifts},
            "mark": {"type": "rect", "color": charts.ORANGE, "opacity": 0.12},
            "encoding": {"x": {"field": "low", "type": "temporal", "title": None}, "x2": {"field": "high"}},
        },
        {
            "data": {"values": shifts},
            "mark": {"type": "rule", "color": charts.ORANGE, "strokeWidth": 2},
            "encoding": {"x": {"field": "since", "type": "temporal", "title": None}},
        },
        {
            "data": {"values": [{"target": target}]},
            "mark": {"type": "rule", "strokeDash": [5, 4], "color": drawing.INK},
            "encoding": {"y": {"field": "target", "type": "quantitative"}},
        },
        {
            "data": {"values": [{"held": str(day)} for day in sessions]},
            "mark": {"type": "point", "shape": "triangle-down", "filled": True, "size": 90, "color": MUTED},
            "encoding": {"x": {"field": "held", "type": "temporal", "title": None}, "y": {"value": 6}},
        },
        {
            "mark": {"type": "rule", "color": charts.BLUE, "opacity": 0.5, "strokeWidth": 2},
            "encoding": {"x": x, "y": {"field": "low", **y, "title": title}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": charts.BLUE, "strokeWidth": 1.5},
            "encoding": {"x": x, "y": {"field": "mean", **y}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 50, "color": charts.BLUE, "opacity": 1},
            "encoding": {"x": x, "y": {"field": "mean", **y}},
        },
    ]
    spec: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 460,
        "height": 150,
        "background": "transparent",
        "padding": {"left": 8, "right": 20, "top": 6, "bottom": 4},
        "data": {"values": values},
        "layer": [one for one in layers if "data" not in one or one["data"]["values"]],
        "config": {"font": drawing.FAMILY, "view": {"stroke": None}, "axis": _AXIS},
    }
    told = "; ".join(
        f"{tongue.day(row.week)}: {tongue.percent(row.total / row.n)},"
        f" {tongue('word.contacts', n=tongue.number(row.n))}"
        for row in rows
    )
    moved = " ".join(tongue(f"signal.{one.kind}") + f" {tongue.day(one.since)}." for one in signals)
    kept = " ".join(tongue("agent.session_on", day=tongue.day(day)) for day in sessions)
    return Drawn(Markup(drawing.svg(spec)), f"{tongue('chart.weeks_axis')}. {told}. {moved} {kept}".strip())  # noqa: S704 - ours


def funnel(tongue: Tongue, team: TeamResult) -> Drawn:
    """Each agent's mean against their contacts, with the team's limits: outside the wide band is no chance."""
    values = [
        {
            "agent": one.agent if not one.far_low <= one.value <= one.far_high else "",
            "n": one.n,
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "far_low": one.far_low,
            "far_high": one.far_high,
            "out": not one.far_low <= one.value <= one.far_high,
        }
        for one in sorted(team.agents, key=lambda one: one.n)
    ]
    x = {"field": "n", "type": "quantitative", "title": tongue("word.how_many"), "scale": {"zero": False, "nice": True}}
    y = {"type": "quantitative", "scale": {"zero": False}, "axis": {"format": "%", "tickCount": 5}}
    title = tongue("centre.mean")

    def band(low: str, high: str, opacity: float) -> dict[str, Any]:
        return {
            "mark": {"type": "area", "color": charts.BLUE, "opacity": opacity},
            "encoding": {"x": x, "y": {"field": low, "title": title, **y}, "y2": {"field": high}},
        }

    points = {
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
        "encoding": {
            "x": x,
            "y": {"field": "value", "title": title, **y},
            "color": {"condition": {"test": "datum.out", "value": charts.ORANGE}, "value": charts.BLUE},
            "shape": {"condition": {"test": "datum.out", "value": "triangle-down"}, "value": "circle"},
        },
    }
    names = {
        "mark": {"type": "text", "align": "left", "dx": 6, "dy": -6, "fontSize": 10, "color": drawing.INK},
        "encoding": {"x": x, "y": {"field": "value", **y}, "text": {"field": "agent"}},
    }
    middle = {
        "data": {"values": [{"centre": team.centre}]},
        "mark": {"type": "rule", "strokeDash": [5, 4], "color": drawing.INK},
        "encoding": {"y": {"field": "centre", "type": "quantitative"}},
    }
    spec: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "height": 180,
        "title": {"text": team.team, "anchor": "start", "fontSize": 12, "color": drawing.INK},
        "background": "transparent",
        "padding": {"left": 8, "right": 34, "top": 4, "bottom": 4},
        "data": {"values": values},
        "layer": [band("far_low", "far_high", 0.12), band("low", "high", 0.16), middle, points, names],
        "config": {"font": drawing.FAMILY, "view": {"stroke": None}, "axis": _AXIS},
    }
    told = "; ".join(
        f"{one.agent}: {tongue.percent(one.value)} ({tongue.percent(one.far_low)}–{tongue.percent(one.far_high)})"
        for one in team.agents
    )
    return Drawn(Markup(drawing.svg(spec)), f"{team.team}. {told}.")  # noqa: S704 - our own chart


def apart(tongue: Tongue, rows: Sequence[Beside]) -> Drawn:
    """Customers of one kind beside the others: each value's points apart with their 90% interval, nought dashed."""
    of = {"lower": ("triangle-down", charts.ORANGE), "higher": ("circle", charts.BLUE), "untold": ("diamond", MUTED)}
    values = [
        {
            "name": row.name,
            "apart": row.apart.estimate,
            "low": row.apart.low,
            "high": row.apart.high,
            "reading": row.reading,
        }
        for row in rows
    ]
    widest = max(5.0, *(abs(end) for row in rows for end in (row.apart.low, row.apart.high)))
    y = {"field": "name", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 150}}
    x = {
        "type": "quantitative",
        "title": tongue("segments.axis"),
        "scale": {"domain": [-widest, widest], "nice": True},
        "axis": {"tickCount": 5},
    }
    scales = {
        name: {"domain": list(of), "range": [marks[place] for marks in of.values()]}
        for place, name in enumerate(("shape", "color"))
    }
    shape, colour = (
        {"field": "reading", "type": "nominal", "legend": None, "scale": scales[name]} for name in ("shape", "color")
    )
    layers = [
        {
            "data": {"values": [{"nought": 0}]},
            "mark": {"type": "rule", "strokeDash": [5, 4], "color": drawing.INK},
            "encoding": {"x": {"field": "nought", "type": "quantitative"}},
        },
        {
            "mark": {"type": "rule", "strokeWidth": 2.5},
            "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y, "color": colour},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"x": {"field": "apart", **x}, "y": y, "color": colour, "shape": shape},
        },
    ]
    spec = drawing.layered(layers, values, width=WIDTH, height=max(60, 26 * len(values)))
    told = "; ".join(
        f"{row.name}: {tongue('segments.points', points=tongue.interval(row.apart))},"
        f" {tongue(f'segments.{row.reading}')}"
        for row in rows
    )
    return Drawn(Markup(drawing.svg(spec)), f"{tongue('segments.axis')}. {told}.")  # noqa: S704 - our own chart


_AXIS = {
    "labelColor": drawing.INK,
    "titleColor": drawing.INK,
    "labelFontSize": 11,
    "titleFontSize": 11,
    "titleFontWeight": "normal",
    "gridColor": "#e5e7eb",
    "domainColor": MUTED,
    "tickColor": MUTED,
}


def _week(row: Week) -> dict[str, Any]:
    mean = row.total / row.n
    # A week of few scores that are all alike is not sure to the last digit: a pass and a fail are added to each.
    spread = max(row.square / row.n - mean**2, mean * (1 - mean) / (row.n + 1), 0.25 / (row.n + 2))
    half = NINETY * math.sqrt(spread / row.n)
    return {"week": str(row.week), "mean": mean, "low": max(0.0, mean - half), "high": min(1.0, mean + half)}


def _drawn(spec: drawing.Spec, alt: str) -> Drawn:
    larger = {**spec, "width": WIDTH, "height": max(HEIGHT, spec["height"])}
    return Drawn(Markup(drawing.svg(larger)), alt)  # noqa: S704 - our own chart


def _in_words(tongue: Tongue, rows: Sequence[AgentLevel], behaviour: str) -> str:
    told = [
        f"{row.agent}: {tongue('word.level')} {tongue.level(row.level)}"
        + (f", {tongue('word.spread')} {tongue.interval(row.spread, 2)}" if row.spread else "")
        for row in rows
        if row.behaviour == behaviour
    ]
    return f"{tongue.behaviour(behaviour)}. {'; '.join(told)}."
