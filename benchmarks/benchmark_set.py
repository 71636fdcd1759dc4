"""Benchmarks that are scored together, with what is shared and was learned."""

from msgspec import Struct

from benchmarks.calibration import Calibration, Calling, Odds, Outline, Wordings
from benchmarks.model import Benchmark, Language


class BenchmarkSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All benchmarks that are scored together, by name; by language what it shares, says and is sure of."""

    benchmarks: dict[str, Benchmark]
    languages: dict[str, Language]
    calibrations: dict[str, Calibration] = {}
    wordings: dict[str, Wordings] = {}
    outlines: dict[str, Outline] = {}
    callings: dict[str, Calling] = {}
    meetings: dict[str, Odds] = {}
