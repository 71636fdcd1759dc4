"""What a piece of work costs, for tests that compare how it grows; none of them asserts on seconds."""

import gc
from collections.abc import Callable
from time import process_time


def cpu_seconds(work: Callable[[], object], times: int = 3) -> float:
    """The least of several runs, of this process alone: others share the cores.

    The collector stands still meanwhile: it walks what all tests before have left, and falls on one run by chance.
    """
    gc.collect()
    gc.disable()
    try:
        return min(_once(work) for _ in range(times))
    finally:
        gc.enable()


def _once(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began
