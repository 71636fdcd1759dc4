"""Weights of a folder's `calibration.toml`: whether they are of its benchmarks, and of what is weighed there."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, get_args

from benchmarks.calibration import CommonCalibration, Wordings
from benchmarks.checks import Invalid
from benchmarks.model import ANSWERING_ROLES, CALLING_ROLES, Benchmark, Rule
from benchmarks.traits import Ending, Factor, Taken, Trait

_FIRST = "first_"  # before an indicator: in the first answer


class _Known(NamedTuple):
    """What may be weighed: names, and indicators of some roles; both in words."""

    rule: Rule
    names: frozenset[str]
    roles: tuple[str, ...]
    name: str
    does: str


_OF_CONTACT = _Known(
    "ladder", frozenset({*get_args(Factor), *get_args(Ending)}), ("level",), "a factor", "says how far the agent got"
)
_OF_CALL = _Known("response", frozenset(get_args(Trait)), CALLING_ROLES, "a trait", "calls for it")
_OF_ANSWER = _Known("response", frozenset(get_args(Taken)), ANSWERING_ROLES, "a trait of answers", "answers")


def misplaced(common: CommonCalibration, found: Mapping[str, Benchmark]) -> Iterator[Invalid]:
    """Weights of no benchmark of the folder, or of nothing that it has."""
    for name, outline in common.outlines.items():
        weights = outline.met.weights if outline.met else {}
        yield from _wrong(("outlines", name), ("met",), weights, _OF_CONTACT, found)
    for name, calling in common.callings.items():
        yield from _wrong(("callings", name), (), calling.weights, _OF_CALL, found)
    for name, odds in common.meetings.items():
        if name not in common.callings:
            message = f"nothing is weighed of '{name}' where [callings.{name}] does not say what calls for it"
            yield Invalid(("meetings", name), message, name)
            continue
        yield from _wrong(("meetings", name), (), odds.weights, _OF_ANSWER, found)


def unheard(
    wordings: Wordings, found: Mapping[str, Benchmark], common: CommonCalibration | None = None
) -> Iterator[Invalid]:
    """Words of a benchmark that the folder has not, or not in their language, or that nothing would weigh."""
    outlines = common.outlines if common else {}
    for name, wording in wordings.behaviours.items():
        rule = found[name].rule if name in found else None
        if rule not in {"response", "ladder"}:
            message = f"this folder has no benchmark '{name}' of the rule 'response' or 'ladder'"
            yield Invalid(("behaviours", name), message, name)
        elif wordings.language not in found[name].languages:
            message = f"'{name}' has no words of '{wordings.language}'"
            yield Invalid(("language",), message, wordings.language)
        elif wording.calling and rule == "ladder":
            yield Invalid(("behaviours", name, "calling"), "a benchmark of the rule 'ladder' has no calling")
        elif rule == "ladder" and name in outlines and outlines[name].met is None:
            message = (
                f"words of '{name}' are added to [outlines.{name}.met], which this folder's calibration.toml has not"
            )
            yield Invalid(("behaviours", name), message, name)
        elif wording.calling:
            yield from _wrong(("behaviours", name), ("calling",), wording.calling.weights, _OF_CALL, found)


def _wrong(
    at: tuple[str, str],
    below: tuple[str, ...],
    weights: Mapping[str, float],
    known: _Known,
    found: Mapping[str, Benchmark],
) -> Iterator[Invalid]:
    _, name = at
    if name not in found or found[name].rule != known.rule:
        yield Invalid(at, f"this folder has no benchmark '{name}' of the rule '{known.rule}'", name)
        return
    indicators = {one.name for one in found[name].indicators if one.role in known.roles}
    firsts = {_FIRST + one for one in indicators} if known is _OF_ANSWER else set[str]()
    for factor in weights.keys() - known.names - indicators - firsts:
        message = f"'{factor}' is neither {known.name} nor an indicator of '{name}' that {known.does}"
        yield Invalid((*at, *below, "weights", factor), message, factor)
