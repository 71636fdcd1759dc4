"""The period and filters in a page's address, and addresses that keep them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from litestar import Request
from msgspec import Struct

from qa_service.errors import BadInput
from qa_service.pipeline.analyse import Filters

FILTERS = ("team", "queue", "reason", "channel", "language")


class Asked(Struct, frozen=True, kw_only=True):
    """What a page was asked for. Days are half open, in the centre's time zone; None is whatever stands."""

    day_from: date | None = None
    day_until: date | None = None
    instrument: str | None = None
    filters: Filters = Filters()

    @property
    def everything(self) -> bool:
        return self == Asked()

    def moments(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """When its days begin and end on the clock of `zone`."""
        first, until = (day and datetime.combine(day, time(), zone) for day in (self.day_from, self.day_until))
        return first, until

    def parameters(self) -> dict[str, str]:
        """As they stand in an address."""
        found: dict[str, object] = {"from": self.day_from, "until": self.day_until, "instrument": self.instrument}
        found |= {name: getattr(self.filters, name) for name in FILTERS}
        return {name: str(value) for name, value in found.items() if value}

    def link(self, path: str, *parts: str, **more: object) -> str:
        """`path` with `parts` behind it, these filters kept and `more` added; None takes one away."""
        kept = {**self.parameters(), **more}
        told = {name: str(value) for name, value in kept.items() if value is not None}
        address = "/".join([path, *(quote(part, safe="") for part in parts)])
        return f"{address}?{urlencode(told)}" if told else address


def asked(request: Request[Any, Any, Any]) -> Asked:
    """Read the address; a day that is none is BadInput and names its place."""
    given: Mapping[str, str] = {name: value.strip() for name, value in request.query_params.items() if value.strip()}
    day_from, day_until = _day(given, "from"), _day(given, "until")
    if day_from and day_until and day_from >= day_until:
        raise BadInput(f"from: {day_from} is not before until {day_until}")
    filters = Filters(**{name: given[name] for name in FILTERS if name in given})
    return Asked(day_from=day_from, day_until=day_until, instrument=given.get("instrument"), filters=filters)


def _day(given: Mapping[str, str], name: str) -> date | None:
    text = given.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"{name}: {text!r} is no day such as 2026-03-01") from None
