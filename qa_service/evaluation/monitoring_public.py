"""Public tables between whose agents there is next to no difference, as rows for `qa analyse`."""

import datetime as dt
import io
from pathlib import Path

import polars as pl
from msgspec import Struct, field

from qa_service.evaluation.sets.lines import read_lines
from qa_service.exchange.tables import read_table
from qa_service.monitoring.groups import Rows


class _Answer(Struct):
    answer: bool | str | int | float | None = field(name="Answer", default=None)


class _Task(Struct):
    task: str = field(name="Task")


class _Scenario(Struct):
    happy: bool = field(name="Happy")
    capabilities: list[_Task] = field(name="WizardCapabilities")


class _Dialogue(Struct):
    batch: str = field(name="BatchID")
    wizard: str = field(name="AnonymizedWizardWorkerID")
    scenario: _Scenario = field(name="Scenario")
    answers: list[_Answer] = field(name="UserQuestionnaire", default_factory=list)


def null_calls(data: Path) -> Rows:
    """Answered calls of eight agents: whether resolved, and how satisfied, with topic and hour as case mix."""
    path = data / "call_centre_null" / "calls.csv"
    if not path.is_file():
        raise FileNotFoundError(path)
    calls = pl.read_csv(path).filter(pl.col("Answered (Y/N)") == "Y")
    shared = {"agent": "Agent", "at": "Date", "reason": "Topic", "hour": "Hour"}
    table = pl.concat(
        [
            calls.select(**shared, behaviour=pl.lit("resolved"), score=(pl.col("Resolved") == "Y").cast(pl.Float64)),
            calls.select(**shared, behaviour=pl.lit("satisfaction"), score=(pl.col("Satisfaction rating") - 1) / 4),
        ]
    )
    return _read(table)


def star_ratings(data: Path) -> Rows:
    """Users' yes to what they were asked of a dialogue, of all they were asked; the scenario as case mix."""
    found: list[tuple[str, str, str, int, int]] = []
    for one in read_lines(data / "star" / "dialogues.jsonl.gz", _Dialogue):
        told = [answer.answer for answer in one.answers if isinstance(answer.answer, bool)]
        if told:
            tasks = "+".join(sorted(each.task for each in one.scenario.capabilities))
            scenario = f"{tasks}, {'happy' if one.scenario.happy else 'unhappy'}"
            at = dt.datetime.fromtimestamp(int(one.batch.rpartition("_")[2]), tz=dt.UTC).date()
            found.append((one.wizard, at.isoformat(), scenario, sum(told), len(told)))
    table = pl.DataFrame(found, schema=["agent", "at", "reason", "met", "opportunities"], orient="row")
    return _read(table.with_columns(behaviour=pl.lit("rated well")))


def _read(table: pl.DataFrame) -> Rows:
    text = io.BytesIO()
    table.write_csv(text)
    return read_table(text.getvalue()).rows
