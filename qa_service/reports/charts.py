"""Charts as Vega-Lite specs, one function each, and their SVG. Marks show their intervals.

Colours are Okabe and Ito's, told apart by colour-blind readers; shapes and words repeat what they say.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import altair as alt
import msgspec
import vl_convert

from qa_service.reports import words
from qa_service.reports.report import AgentLevel, Verdict
from qa_service.reports.standing import unsteady

Spec = dict[str, Any]

FONTS = Path(__file__).parent / "fonts"
HEIGHT = 170
# With more agents than these only who stands out is named: names on top of each other name nobody.
MOST_NAMED = 8
INK = "#24292f"
MUTED = "#6b7280"
BLUE = "#0072b2"
ORANGE = "#d55e00"
# What a mark says about an agent: reading, sign in the key, shape, colour.
MARKS = (
    ("at target", "●", "circle", BLUE),
    ("below target", "▼", "triangle-down", ORANGE),
    ("cannot be told from target", "◆", "diamond", MUTED),
    ("not enough to tell", "✚", "cross", "#a0a7b0"),
)
KEY = tuple((sign, reading, colour) for reading, sign, _, colour in MARKS)
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


def levels(rows: Sequence[AgentLevel], behaviour: str) -> Spec:
    """A forest plot: each agent's level with its 90% interval, the target as a dashed line. Levels 0..1, shown in %."""
    values: list[dict[str, Any]] = [
        {
            "agent": row.agent,
            "level": row.level.estimate,
            "low": row.level.low,
            "high": row.level.high,
            "reading": _reading(row),
            "target": row.target,
        }
        for row in rows
        if row.behaviour == behaviour
    ]
    height = max(HEIGHT, 18 * len(values))
    base = alt.Chart(alt.InlineData(values=values))
    y = alt.Y("agent:N", title=None, sort=None, axis=alt.Axis(labelLimit=130))
    colour = _colour("reading")
    intervals = base.mark_rule(strokeWidth=2.5).encode(
        x=alt.X(
            "low:Q",
            title="level with 90% interval (dashed: target)",
            axis=alt.Axis(format="%"),
            scale=_scale([value[end] for value in values for end in ("low", "high", "target")], least=0.2),
        ),
        x2="high:Q",
        y=y,
        color=colour,
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        x="level:Q", y=y, color=colour, shape=_shape("reading")
    )
    target = base.mark_rule(strokeDash=[5, 4], color=INK).encode(x="min(target):Q")
    return _spec(
        (target + intervals + points).properties(width=230, height=height, title=_heading(behaviour, "level by agent"))
    )


def spread_by_level(rows: Sequence[AgentLevel], behaviour: str) -> Spec:
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
            "reading": _reading(row),
            "target": row.target,
        }
        for row in rows
        if row.behaviour == behaviour and row.spread is not None
    ]
    if len(values) > MOST_NAMED:
        apart = {row.agent for row in unsteady([row for row in rows if row.behaviour == behaviour])}
        for value in values:
            if value["agent"] not in apart and value["reading"] != MARKS[1][0]:
                value["agent"] = ""
    base = alt.Chart(alt.InlineData(values=values))
    scale = _scale([value[end] for value in values for end in ("low", "high", "target")], least=0.2)
    up = _scale([value[end] for value in values for end in ("spread_low", "spread_high")], least=0.1)
    x = alt.X("level:Q", title="level (dashed: target)", axis=alt.Axis(format="%"), scale=scale)
    y = alt.Y("spread:Q", title="spread (up: less steady)", axis=alt.Axis(format=".3~f"), scale=up)
    colour = _colour("reading")
    across = base.mark_rule(opacity=0.55).encode(
        x=alt.X("low:Q", scale=scale, title="level (dashed: target)"), x2="high:Q", y=y, color=colour
    )
    along = base.mark_rule(opacity=0.55).encode(
        x=x, y=alt.Y("spread_low:Q", scale=up, title="spread (up: less steady)"), y2="spread_high:Q", color=colour
    )
    points = base.mark_point(filled=True, size=60, opacity=1).encode(x=x, y=y, color=colour, shape=_shape("reading"))
    names = base.mark_text(align="left", dx=6, dy=-6, color=INK, fontSize=10).encode(x=x, y=y, text="agent:N")
    target = base.mark_rule(strokeDash=[5, 4], color=INK).encode(x="min(target):Q")
    return _spec(
        (target + across + along + points + names).properties(
            width=230, height=HEIGHT, title=_heading(behaviour, "spread against level")
        )
    )


def budget(verdicts: Sequence[Verdict]) -> Spec:
    """The variance budget: one bar a behaviour, cut by source; the agents' share is labelled with its 90% interval."""
    order = {name: place for place, name in enumerate(SHARES)}
    values: list[dict[str, Any]] = []
    for one in verdicts:
        start = 0.0
        for name, share in sorted(one.budget.items(), key=lambda item: order.get(item[0], len(order))):
            values.append(
                {
                    "behaviour": _bar_label(one),
                    "source": words.SOURCES.get(name, words.behaviour(name)),
                    "start": start,
                    "end": start + share,
                    "middle": start + share / 2,
                    "label": words.percent(share) if share >= 0.04 else "",
                    "dark": name in {"agent", "instrument", "team"},
                }
            )
            start += share
    used = [name for name in SHARES if any(name in one.budget for one in verdicts)]
    base = alt.Chart(alt.InlineData(values=values))
    y = alt.Y("behaviour:N", title=None, sort=None, axis=alt.Axis(labelLimit=230, labelExpr="split(datum.label, '|')"))
    bars = base.mark_bar(height=22, stroke="white", strokeWidth=1).encode(
        x=alt.X(
            "start:Q",
            title="share of all variation between contacts",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
        x2="end:Q",
        y=y,
        color=alt.Color(
            "source:N",
            title=None,
            scale=alt.Scale(domain=[words.SOURCES[name] for name in used], range=[SHARES[name] for name in used]),
            legend=alt.Legend(orient="bottom", columns=3, labelLimit=220, symbolType="square"),
        ),
    )
    labels = base.mark_text(fontSize=10).encode(
        x="middle:Q",
        y=y,
        text="label:N",
        color=alt.when("datum.dark").then(alt.value("white")).otherwise(alt.value("#111")),
    )
    return _spec((bars + labels).properties(width=430, height=alt.Step(40)))


def svg(spec: Spec) -> str:
    """Draw a spec without a network: 40-80 ms, nothing for one drawn lately (PDF and HTML share theirs)."""
    return _svg(msgspec.json.encode(spec).decode())


def described(rows: Sequence[AgentLevel], behaviour: str) -> str:
    """The forest plot in words, for those who cannot see it."""
    lines = [f"{row.agent}: {words.level(row.level)}, {_reading(row)}" for row in rows if row.behaviour == behaviour]
    return f"{_title(behaviour)}, level by agent with 90% interval. {'; '.join(lines)}."


def spread_described(rows: Sequence[AgentLevel], behaviour: str) -> str:
    """Spread against level in words."""
    lines = [
        f"{row.agent}: level {words.percent(row.level.estimate)}, spread {row.spread.estimate:.2f}"
        f" ({row.spread.low:.2f}–{row.spread.high:.2f})"
        for row in rows
        if row.behaviour == behaviour and row.spread is not None
    ]
    return f"{_title(behaviour)}, spread against level with 90% intervals. {'; '.join(lines)}."


def budget_described(verdicts: Sequence[Verdict]) -> str:
    """The variance budget in words."""
    return " ".join(
        f"{_title(one.behaviour)}: "
        + ", ".join(f"{words.SOURCES.get(name, name)} {words.percent(share)}" for name, share in one.budget.items())
        + "."
        for one in verdicts
    )


@lru_cache(maxsize=128)
def _svg(spec: str) -> str:
    _register_fonts()
    return vl_convert.vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[])


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _title(behaviour: str) -> str:
    name = words.behaviour(behaviour)
    return f"{name[:1].upper()}{name[1:]}"


def _heading(behaviour: str, what: str) -> alt.TitleParams:
    """Two short lines: one long line is cut off where the page's font is wider than the measured one."""
    return alt.TitleParams(_title(behaviour), subtitle=what)


def _bar_label(one: Verdict) -> str:
    """Two lines: the behaviour, and how sure the agents' share is."""
    sure = f"|agents {words.level(one.icc)}" if one.icc is not None else ""
    return f"{_title(one.behaviour)}{sure}"


def _reading(row: AgentLevel) -> str:
    at_target, below, untold, lacking = (mark[0] for mark in MARKS)
    if row.status != "enough":
        return lacking
    if row.level.high < row.target:
        return below
    return at_target if row.level.low >= row.target else untold


def _scale(values: Sequence[float], *, least: float) -> alt.Scale:
    """From the lowest to the highest, but `least` wide or more: a zoomed axis makes small differences look large."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    short = max(0.0, least - (high - low)) / 2
    return alt.Scale(domain=[max(0.0, low - short), min(1.0, high + short)], zero=False, nice=True)


def _colour(field: str) -> alt.Color:
    return alt.Color(
        f"{field}:N",
        title=None,
        scale=alt.Scale(domain=[mark[0] for mark in MARKS], range=[mark[3] for mark in MARKS]),
        legend=None,
    )


def _shape(field: str) -> alt.Shape:
    return alt.Shape(
        f"{field}:N",
        title=None,
        scale=alt.Scale(domain=[mark[0] for mark in MARKS], range=[mark[2] for mark in MARKS]),
        legend=None,
    )


def _spec(chart: alt.LayerChart | alt.FacetChart) -> Spec:
    """Give the chart the house's look. Checking it against Vega-Lite's schema would double the time: the tests do."""
    return chart.configure(
        font="Noto Sans",
        background="transparent",
        # Pages without Noto Sans draw wider text than was measured: leave room for it.
        padding={"left": 14, "right": 34, "top": 4, "bottom": 4},
        title=alt.TitleConfig(
            anchor="start", fontSize=12, fontWeight="bold", color=INK, offset=8, subtitleFontSize=11, subtitleColor=INK
        ),
        axis=alt.AxisConfig(
            labelColor=INK,
            titleColor=INK,
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
            grid=True,
            gridColor="#e5e7eb",
            domainColor=MUTED,
            tickColor=MUTED,
        ),
        legend=alt.LegendConfig(labelColor=INK, labelFontSize=11, symbolSize=80),
        view=alt.ViewConfig(stroke=None),
    ).to_dict(validate=False)
