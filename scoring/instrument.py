"""The name of what measured: scores of two instruments are never joined."""

from hashlib import sha256

import msgspec

from benchmarks.benchmark_set import BenchmarkSet

SCORER_VERSION = "1.11"  # grows whenever the same text and the same benchmarks may score differently
_encoder = msgspec.json.Encoder(order="deterministic")


def benchmarks_hash(benchmarks: BenchmarkSet) -> str:
    """Four hexadecimal digits of what the benchmark files say; layout and comments do not matter."""
    return sha256(_encoder.encode(benchmarks)).hexdigest()[:4]


def instrument(benchmarks: str, *, model: str | None = None, speech: str | None = None) -> str:
    """`benchmarks@3f2a scorer@1.4 model@none speech@none`."""
    return f"benchmarks@{benchmarks} scorer@{SCORER_VERSION} model@{model or 'none'} speech@{speech or 'none'}"
