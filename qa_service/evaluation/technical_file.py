"""The technical file: what is measured, by what, on which data and how well, and what people can do about it.

For a works council and a data-protection officer: it counts contacts and people and names nobody.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from benchmarks.benchmark_set import BenchmarkSet
from qa_service.config import Settings
from qa_service.evaluation.error_sheet import Sheet
from qa_service.evaluation.error_sheet_text import said
from qa_service.evaluation.table import Table, written
from qa_service.store.technical import Counted, People, Scored

KEPT = (
    ("transcripts", "retain_transcripts_days"),
    ("audio", "retain_audio_days"),
    ("words of evidence", "retain_evidence_days"),
    ("coaching reports", "retain_reports_days"),
    ("the log of looks and changes", "retain_audit_days"),
)
MODES = {
    "named": "Leads and QA leads see agents by name.",
    "pseudonymous": "Agents are shown by pseudonyms until a person releases a name; they see themselves by name.",
    "team-only": "Figures of teams alone leave the service; an agent sees their own.",
}
JOINED = "A name holds the hash of the benchmarks, the scorer's version and its models; two are never joined."
NEVER = (
    "The scorer is given one contact's redacted words and their times: not who the agent is, nor how they did before.",
    "No emotion is read from voices. Customers' segments are reported at most, and judge nobody.",
    "A behaviour that a contact did not call for has no score, and one that was not heard well enough has none either.",
    "A person's review stands on the scorecard. Levels stay the machine's, corrected by randomly chosen reviews.",
    "Whoever cannot be told apart from others is not ranked. Decisions are people's.",
)


class Seen(Struct, frozen=True, kw_only=True):
    """What the database holds when the file is made."""

    at: datetime
    instrument: str
    counted: Sequence[Counted]
    scored: Sequence[Scored]
    people: People
    sheet: Sheet | None


def document(settings: Settings, benchmarks: BenchmarkSet, seen: Seen) -> str:
    """Write the file as Markdown."""
    parts = [
        f"# Technical file of centre {settings.centre}",
        f"Made {seen.at:%Y-%m-%d %H:%M %Z} from what the service held then. It names nobody.",
        "## What is measured",
        *(_benchmarks(benchmarks)),
        f"Scored by `{seen.instrument}`; speech engines are named with the scores. {JOINED}",
        "## What it does not do",
        "\n".join(f"- {line}" for line in NEVER),
        "## On what data",
        _contacts(seen.counted),
        _counts(seen.people),
        "## What it found",
        _scores(seen.scored),
        "## How well",
        _well(seen.sheet),
        "## Who sees what",
        _seeing(settings),
        "## How long it is kept",
        _kept(settings),
    ]
    return "\n\n".join(parts) + "\n"


def _benchmarks(benchmarks: BenchmarkSet) -> list[str]:
    return [
        f"### {one.name.replace('_', ' ')}\n\n{one.definition}\n\n"
        f"Revision {one.revision}; target {one.target:.0%}; per {one.unit}; languages {', '.join(one.languages)}; "
        f"channels {', '.join(one.channels)}; of {' and '.join(one.agents)} agents."
        for one in benchmarks.benchmarks.values()
    ]


def _contacts(counted: Sequence[Counted]) -> str:
    if not counted:
        return "No contact came in yet."
    rows = tuple((one.channel, one.language, one.n, one.failed, str(one.first), str(one.last)) for one in counted)
    return _table("Contacts", ("channel", "language", "contacts", "failed", "first day", "last day"), rows)


def _counts(people: People) -> str:
    return (
        f"{people.agents} agents and {people.bots} bots in {people.teams} teams. {people.reviews} reviews by people,"
        f" {people.random_reviews} of them of randomly chosen contacts and read without help. {people.appeals} appeals,"
        f" {people.overturned} of them overturned a judgement."
    )


def _scores(scored: Sequence[Scored]) -> str:
    if not scored:
        return "Nothing was scored yet."
    rows = tuple((one.instrument, one.behaviour, one.n, f"{one.mean:.3f}") for one in scored)
    return _table("Scores, one a contact or leg that called for the behaviour", ("by", "behaviour", "n", "mean"), rows)


def _well(sheet: Sheet | None) -> str:
    if sheet is None:
        return (
            "Not known for this centre: nobody has reviewed randomly chosen contacts yet, so no score here was held"
            " against a person's judgement. Draw a random sample (`POST /v1/review-samples`), review it, and make"
            " this file again."
        )
    return f"```\n{said(sheet)}\n```"


def _seeing(settings: Settings) -> str:
    return (
        f"The centre's mode is {settings.mode}. {MODES[settings.mode]} Figures of fewer than {settings.min_cell} are"
        " hidden. A team lead reaches the teams they lead, an agent their own judgements alone, which they see"
        f" {settings.agent_first_days} days before their lead and may contest for {settings.appeal_days} days; somebody"
        f" who did not make the judgement decides within {settings.decide_days}. A contested score leaves the level"
        " until then. Who looked at whose transcripts, audio and figures is logged and cannot be altered."
    )


def _kept(settings: Settings) -> str:
    days = ((what, getattr(settings, field)) for what, field in KEPT)
    lines = [f"- {what}: {f'{limit} days' if limit is not None else 'no limit is set'}" for what, limit in days]
    audio = "copies in which redacted passages are silent" if settings.keep_audio == "silenced" else "none"
    originals = "kept, sealed" if settings.keep_originals else "deleted once transcribed"
    return "\n".join([*lines, f"- recordings: {originals}; what may be played: {audio}"])


def _table(title: str, columns: tuple[str, ...], rows: tuple[tuple[str | int, ...], ...]) -> str:
    return f"```\n{written(Table(title=title, columns=columns, rows=rows))}\n```"
