"""Customers of one kind beside the others, as the centre's page shows them: never of an agent, and of no few."""

from collections.abc import Mapping

from litestar.datastructures import State
from msgspec import Struct

from qa_service.dashboard import kept
from qa_service.dashboard.asked import Asked
from qa_service.dashboard.figures import Figures
from qa_service.dashboard.language import Tongue
from qa_service.dashboard.tables import Table
from qa_service.monitoring.results import Interval
from qa_service.monitoring.segments import OfSegment
from qa_service.pipeline.segments import FEWEST, Segments, segmented
from qa_service.pipeline.sums import NONE


class Beside(Struct, frozen=True, kw_only=True):
    """Customers of one value beside the others. `apart` is in points of 100, `reading` says where its interval lies."""

    name: str
    n: int
    agents: int
    mean: float
    apart: Interval
    reading: str


def beside(tongue: Tongue, found: Mapping[str, OfSegment]) -> list[Beside]:
    """The values by how far they lie apart, the lowest first; customers of whom none is known last."""
    rows = sorted(found.items(), key=lambda item: (item[0] == NONE, item[1].apart.estimate))
    return [
        Beside(
            name=tongue("segments.none") if value == NONE else shown(tongue, value),
            n=of.n,
            agents=of.agents,
            mean=of.mean,
            apart=Interval(estimate=100 * of.apart.estimate, low=100 * of.apart.low, high=100 * of.apart.high),
            reading="lower" if of.apart.high < 0 else "higher" if of.apart.low > 0 else "untold",
        )
        for value, of in rows
    ]


def shown(tongue: Tongue, name: str) -> str:
    """What the centre calls a kind or a value, in the reader's language where that is known."""
    return tongue.either(f"segment.{name}", name.replace("_", " "))


async def read(state: State, found: Figures, wanted: Asked, kind: str) -> Segments | None:
    """Compare once per analysis: all contacts of the period are read for it."""
    key = ("segments", kind, found.instrument, found.period, wanted.filters, found.computed_at)
    least = state.settings.min_cell

    async def compare() -> Segments | None:
        return await segmented(
            state.database, found.period, wanted.filters, kind, least=least, instrument=found.instrument
        )

    return await kept.once(state.page_cache, key, compare)


def fewest(least: int) -> int:
    """How many scores a value needs to be shown."""
    return max(least, FEWEST)


def table(kind: str, found: Segments | None) -> Table:
    """Every behaviour's comparison, values as the centre names them; 0..1."""
    columns = ("segment", "value", "behaviour", "n", "agents", "mean", "apart", "apart_low", "apart_high")
    lines = [
        (kind, value, name, of.n, of.agents, of.mean, of.apart.estimate, of.apart.low, of.apart.high)
        for name, values in (found.behaviours if found else {}).items()
        for value, of in values.items()
    ]
    return Table(f"segments-{kind}", columns, lines)
