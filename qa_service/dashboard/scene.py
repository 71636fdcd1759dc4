"""What pages of figures share: who may open them, the figures of the period and filters asked for, and their frame."""

from typing import Any

from litestar import Request
from litestar.datastructures import State
from msgspec import Struct

from qa_service.access.audit import looked
from qa_service.dashboard.asked import Asked, asked
from qa_service.dashboard.figures import Centre, Figures, look
from qa_service.dashboard.page import Page, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor


class Scene(Struct, frozen=True, kw_only=True):
    """A page of figures before it is drawn; `figures` is None where nothing is scored yet."""

    request: Request[Any, Any, State]
    visitor: Visitor
    section: str
    wanted: Asked
    figures: Figures | None
    centre: Centre

    def nothing(self) -> Page:
        """Nothing is scored yet; or nothing fits the filters, which can be changed here."""
        around = {"figures": self.figures, "centre": self.centre}
        return shown(self.request, self.visitor, "nothing.html", section=self.section, **around)

    def shown(self, template: str, *, table: Table, **context: Any) -> Page:
        """The page, under its period, filters and instrument."""
        around = {"figures": self.figures, "centre": self.centre}
        return shown(self.request, self.visitor, template, section=self.section, table=table, **{**around, **context})


async def scene(
    request: Request[Any, Any, State], state: State, visitor: Visitor, section: str, *, wanted: Asked | None = None
) -> Scene:
    """Check and log who looks at whom; `wanted` is what the address asks for, unless the page always shows the same."""
    visitor.check(section)
    wanted = asked(request) if wanted is None else wanted
    found, centre = await look(state, visitor, wanted)
    looked(request, centre.refs)
    return Scene(request=request, visitor=visitor, section=section, wanted=wanted, figures=found, centre=centre)
