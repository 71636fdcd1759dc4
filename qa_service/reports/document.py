"""The coaching report as a PDF (Typst) and as one self-contained HTML page (Jinja). Decides nothing about its contents.

What people said reaches Typst as data and Jinja through autoescaping: it is never spliced into markup.
"""

import base64
import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from qa_service.reports import charts, drawing, standing, words
from qa_service.reports.report import Moment, NotEnough, Priority, Report, Verdict

TEMPLATES = Path(__file__).parent / "templates"
# More charts than these make the report longer than anybody reads; the table holds every behaviour.
MOST_CHARTED = 2


def pdf(report: Report) -> bytes:
    """Typeset two to four pages of A4; the same report gives the same bytes. About 0.3 s, most of it the charts."""
    return _typeset(report, format="pdf", timestamp=int(report.generated_at.timestamp()))


def pictures(report: Report, *, ppi: float) -> list[bytes]:
    """The pages of the PDF as PNG."""
    drawn = _typeset(report, format="png", ppi=ppi)
    return drawn if isinstance(drawn, list) else [drawn]


def _typeset(report: Report, **how: Any) -> Any:
    drawn = drawings(report)
    inputs = {
        "report": json.dumps(_contents(report, drawn), ensure_ascii=False),
        **{f"svg-{place}": one["svg"] for place, one in enumerate(drawn)},
    }
    return typst.compile(
        TEMPLATES / "coaching.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        **how,
    )


def html(report: Report) -> str:
    """One page without scripts or anything fetched; its policy allows its own style sheet alone."""
    drawn = [{**one, "svg": Markup(one["svg"])} for one in drawings(report)]  # noqa: S704
    return (
        _environment()
        .get_template("coaching.html")
        .render(**_contents(report, drawn), drawings=drawn, style=Markup(_style()), policy=content_policy())  # noqa: S704
    )


def rendered(report: Report) -> tuple[str, bytes]:
    """The report as HTML and PDF; they share their charts."""
    return html(report), pdf(report)


def content_policy() -> str:
    """The Content-Security-Policy under which `html` shows as meant: no scripts, nothing fetched."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def drawings(report: Report) -> list[dict[str, Any]]:
    """The charts of this report, in their order, each with its words for those who cannot see it."""
    return list(_draw(report, words.of(report.language)))


def contents(report: Report) -> dict[str, Any]:
    """What the templates show of a report, as plain data."""
    return _contents(report, drawings(report))


def template(name: str) -> Template:
    return _environment().get_template(name)


def style() -> Markup:
    """The pages' own style sheet, which `content_policy` allows."""
    return Markup(_style())  # noqa: S704 - ours


def undrawable(texts: str) -> list[str]:
    """The characters that the PDF's fonts hold no glyph for, as 'U+AC00', each once, in order."""
    starts, ends = _coverage()
    missing: dict[str, None] = {}
    for character in texts:
        code = ord(character)
        place = bisect_right(starts, code) - 1
        if character not in "\n\r\t" and (place < 0 or ends[place] < code):
            missing[f"U+{code:04X}"] = None
    return list(missing)


def _contents(report: Report, drawn: list[dict[str, Any]]) -> dict[str, Any]:
    """What the templates show, as plain data."""
    say = words.of(report.language)
    contents: dict[str, Any] = msgspec.to_builtins(report)
    first_with: dict[str, str] = {}
    for one, shown in zip(report.priorities, contents["priorities"], strict=True):
        shown["moments"] = [_moment(moment, say) for moment in one.good + one.missed]
        shown["lacking"] = _lacking(one, say)
        if one.exercise and first_with.setdefault(one.exercise, one.who) != one.who:
            shown["exercise"] = say("priority.same_exercise", who=first_with[one.exercise])
    contents["standings"] = [
        {
            "behaviour": say.title(one.behaviour),
            "n": say.number(one.n),
            "level": say.level(one.level) if one.level else "–",
            "target": say.percent(one.target),
            "reading": one.reading,
            "below": say.share(one.below) if one.below else "–",
        }
        for one in report.standings
    ]
    for shown in contents["verdicts"]:
        shown["behaviour"] = say.title(shown["behaviour"])
    contents["alike"] = list(_alike(report.verdicts, say))
    contents["not_enough"] = list(_together(report.not_enough, say))
    contents["glossary_halves"] = _halves(contents["glossary"])
    made = report.generated_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    contents |= {
        "say": _fixed(report, say, made),
        "direction": "rtl" if say.rtl else "ltr",
        "period": say.days(report.period.start, report.period.end),
        "also": list(report.also),
        "missing_glyphs": undrawable("".join(_strings(contents))),
        "key": [{"sign": sign, "reading": reading, "colour": colour} for sign, reading, colour in charts.key(say)],
        "charts": [{"alt": one["alt"], "kind": one["kind"]} for one in drawn],
    }
    contents["say"]["glyphs"] = say("page.glyphs", characters=", ".join(contents["missing_glyphs"]))
    return contents


def _alike(verdicts: Sequence[Verdict], say: words.Words) -> Iterator[dict[str, str]]:
    """A paragraph for all behaviours of which the same is said."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in verdicts:
        groups.setdefault((one.heading, one.sentence), []).append(say.title(one.behaviour))
    for (heading, sentence), behaviours in groups.items():
        yield {"behaviours": say.listed(behaviours), "heading": heading, "sentence": sentence}


def _together(lacks: Sequence[NotEnough], say: words.Words) -> Iterator[str]:
    """A line for all of whom the same is to be said of the same behaviour."""
    groups: dict[tuple[str, str], list[NotEnough]] = {}
    for one in lacks:
        groups.setdefault((one.behaviour, one.kind), []).append(one)
    for (behaviour, _), alike in groups.items():
        names = say.listed([one.agent for one in alike])
        told = standing.lacking(alike[0].kind, sum(one.n for one in alike), sum(one.needed for one in alike), say)
        yield f"{say.title(behaviour)}: {names}: {told}"


def _lacking(one: Priority, say: words.Words) -> str:
    """Why moments of a kind, or any at all, are not quoted; '' where there are both."""
    if one.good and one.missed:
        return ""
    return say("page.no_missed" if one.good else "page.no_good" if one.missed else "page.no_moments")


def _halves(glossary: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """The glossary in two columns of about the same length."""
    lengths = [len(one["term"]) + len(one["meaning"]) for one in glossary]
    apart = [abs(2 * sum(lengths[:cut]) - sum(lengths)) for cut in range(len(glossary) + 1)]
    cut = apart.index(min(apart))
    return [glossary[:cut], glossary[cut:]]


def _fixed(report: Report, say: words.Words, made: str) -> dict[str, str]:
    """The words that are the same in every report of this language, and the few that hold the report's own."""
    fixed = {
        key.removeprefix("page."): text for key, text in words.texts(report.language).items() if key.startswith("page.")
    }
    fixed |= {
        "title": say("page.title", team=report.team),
        "instrument": say("page.instrument", instrument=report.instrument, at=made),
        "since": say("since.heading"),
        "sessions": say("session.heading"),
    }
    return fixed


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


def _moment(moment: Moment, say: words.Words) -> dict[str, Any]:
    link = moment.link or ""
    return {
        "met": moment.met,
        "quote": words.clipped(moment.quote),
        # Where one turn both calls for it and answers it, the quote alone says so.
        "opportunity": "" if moment.quote.strip() in moment.opportunity else words.clipped(moment.opportunity),
        "language": moment.language or "en",
        "direction": "rtl" if moment.language in words.RIGHT_TO_LEFT else "ltr",
        "place": _place(moment, say),
        "link": link if link.startswith(("https://", "http://", "/")) else None,
        "absolute": link.startswith(("https://", "http://")),
    }


def _place(moment: Moment, say: words.Words) -> str:
    parts = [say.name(moment.interaction)]
    if moment.when is not None:
        parts.append(say.day(moment.when))
    parts.append(say("page.turn", number=moment.turn))
    if moment.seconds is not None:
        parts.append(say("page.at", clock=f"{int(moment.seconds) // 60}:{int(moment.seconds) % 60:02d}"))
    return say("list.comma").join(parts)


def _draw(report: Report, say: words.Words) -> Iterator[dict[str, Any]]:
    budgeted = [one for one in report.verdicts if one.budget]
    if budgeted:
        drawn = drawing.svg(charts.budget(budgeted, say))
        yield {"kind": "budget", "svg": drawn, "alt": charts.budget_described(budgeted, say)}
    for behaviour in charted(report):
        drawn = drawing.svg(charts.levels(report.levels, behaviour, say))
        yield {"kind": "levels", "svg": drawn, "alt": charts.described(report.levels, behaviour, say)}
        if any(row.spread is not None for row in report.levels if row.behaviour == behaviour):
            drawn = drawing.svg(charts.spread_by_level(report.levels, behaviour, say))
            yield {"kind": "spread", "svg": drawn, "alt": charts.spread_described(report.levels, behaviour, say)}


def charted(report: Report) -> list[str]:
    """The behaviours worth a chart: those with proposals first, then those whose verdict is to train, at most two."""
    with_levels = {row.behaviour for row in report.levels}
    proposed = [one.behaviour for one in report.priorities]
    training = [one.behaviour for one in report.verdicts if one.verdict in {"train_agents", "train_team"}]
    rest = [one.behaviour for one in report.verdicts]
    ordered = dict.fromkeys(proposed + training + rest)
    return [name for name in ordered if name in with_levels][:MOST_CHARTED]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[drawing.FONTS])


@cache
def _coverage() -> tuple[list[int], list[int]]:
    lines = (drawing.FONTS / "coverage.txt").read_text("ascii").split()
    ranges = [line.split("-") for line in lines]
    return [int(first, 16) for first, _ in ranges], [int(last, 16) for _, last in ranges]


@cache
def _style() -> str:
    return (TEMPLATES / "coaching.css").read_text("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",), default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
