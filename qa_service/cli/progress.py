"""Progress on a terminal's stderr, and nothing where nobody watches."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Item = TypeVar("Item")


def _bars() -> Progress:
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, disable=not console.is_terminal)


def track(items: Iterable[Item], what: str) -> Iterator[Item]:
    """Yield the items beside a bar."""
    with _bars() as bars:
        yield from bars.track(list(items), description=what)


@contextlib.contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar that is told how many are done."""
    with _bars() as bars:
        task = bars.add_task(what, total=total)

        def done(count: int) -> None:
            bars.update(task, completed=count)

        yield done
