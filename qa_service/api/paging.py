"""Cursor paging: ask for what comes `after` the last id you have."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from litestar.params import QueryParameter
from msgspec import Struct

Item = TypeVar("Item")
Limit = Annotated[int, QueryParameter(ge=1, le=500, description="how many at most")]
After = Annotated[int | None, QueryParameter(ge=0, le=2**63 - 1, description="what comes after this id")]


class Page(Struct, Generic[Item], frozen=True):
    """`next` is the cursor for `after`, None on the last page."""

    items: tuple[Item, ...]
    next: str | None


def page(rows: Sequence[Item], limit: int) -> Page[Item]:
    """Make a page of `limit` items from a fetch of one more."""
    items = tuple(rows[:limit])
    return Page(items, str(getattr(items[-1], "id")) if len(rows) > limit else None)  # noqa: B009 - rows have ids
