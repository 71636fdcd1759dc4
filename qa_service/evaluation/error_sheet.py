"""The error sheet of `qa pilot`: what the machine's scores are worth on a centre's own contacts, and a verdict.

A behaviour is

- `not_yet`, if fewer than 50 interactions have a grade by both, or fewer than 10 of them are met or missed by the
  reviewers; or the lower ends of sensitivity and specificity add up to 1 or less, as guessing does; or that of the
  agreement on N/A is under 0.6;
- `trust`, if the lower ends of sensitivity and specificity are 0.75 or more and that of the agreement on N/A 0.8 or
  more, the interval of the bias lies within 5 points, that of the corrected share too, the calibration error is at most
  0.1 where there are probabilities, and in no language, channel or band of hearing with 20 reviews the bias is surely
  beyond 5 points;
- else `with_correction`: levels may be used that are corrected from random reviews, single scores may not.
"""

from collections.abc import Sequence
from math import ceil
from typing import Literal

from msgspec import Struct

from qa_service.monitoring.results import Interval

WITHIN = 0.05
POINTS = f"{WITHIN * 100:g} points"
FEWEST, OF_EACH, IN_GROUP = 50, 10, 20
GUESSING, NA_USABLE, NA_GOOD, GOOD, CALIBRATED = 1.0, 0.6, 0.8, 0.75, 0.1
Verdict = Literal["trust", "with_correction", "not_yet"]
By = Literal["all", "language", "channel", "asr"]
RULES = (
    (
        f"trust: lower ends of sensitivity and specificity {GOOD} or more, of agreement on N/A {NA_GOOD} or more; "
        f"intervals of bias and corrected share within {POINTS}; calibration error at most {CALIBRATED}; no group "
        f"of {IN_GROUP} or more with a bias surely beyond {POINTS}"
    ),
    (
        f"not yet: under {FEWEST} graded by both, under {OF_EACH} met or missed; lower ends of sensitivity and "
        f"specificity that add up to {GUESSING:g} or less, or of agreement on N/A under {NA_USABLE}"
    ),
    "with correction: all else; levels corrected from random reviews may be used, single scores may not",
)


class Applies(Struct, frozen=True, kw_only=True):
    """Whether there was anything to grade: counts, and the share on which reviewers and machine agree."""

    both: int
    machine_only: int
    reviewers_only: int
    neither: int
    agreement: Interval


class Share(Struct, frozen=True, kw_only=True):
    """The share met of what both grade: by the reviewers now, by the machine.

    `sure_to`: half the interval of the corrected share, once the centre's contacts are scored and these reviews correct
    them; `needed`: reviews to come until it is 5 points.
    """

    reviewers: Interval
    machine: float
    sure_to: float
    needed: int


class Group(Struct, frozen=True, kw_only=True):
    """The errors in one group of interactions; `n` have a label, `graded` a grade by reviewers and machine.

    Shares have Wilson intervals, the rest bootstrap intervals. None: nothing to tell it from.
    """

    by: By
    value: str
    n: int
    applies: Applies
    graded: int
    met: int
    sensitivity: Interval | None
    specificity: Interval | None
    bias: Interval | None
    kappa: Interval | None
    ac1: Interval | None
    calibrated: int
    calibration_error: Interval | None
    share: Share | None


class Readers(Struct, frozen=True, kw_only=True):
    """Reader beside reader where two or more reviewed the same interaction: `graded` by two at least.

    `kappa` is that of the first two readers on met, `ac1` of all on met, `alpha` (interval) of all on the labels.
    """

    n: int
    applies: Interval
    graded: int
    kappa: Interval | None
    ac1: Interval | None
    alpha: Interval | None


class Behaviour(Struct, frozen=True, kw_only=True):
    """`groups` begins with all interactions; `reasons` say what stands against a better verdict."""

    verdict: Verdict
    reasons: tuple[str, ...]
    groups: tuple[Group, ...]
    readers: Readers | None


class Sheet(Struct, frozen=True, kw_only=True):
    """`clusters` are drawn anew by the bootstrap. `unmeasured`: labels of behaviours that no benchmark describes.

    `no_tables`: interactions in languages that no benchmark has tables for, where the machine says N/A.
    """

    interactions: int
    instruments: tuple[str, ...]
    clusters: Literal["agents", "interactions"]
    behaviours: dict[str, Behaviour]
    unmeasured: dict[str, int]
    no_tables: dict[str, int]
    rules: tuple[str, ...] = RULES


def verdict(whole: Group, groups: Sequence[Group]) -> tuple[Verdict, tuple[str, ...]]:
    """By the rules of this module, with what stands against a better one."""
    against = _against_any_use(whole)
    if against:
        return "not_yet", tuple(against)
    against = _against_trust(whole, groups)
    return ("with_correction", tuple(against)) if against else ("trust", ())


def _against_any_use(whole: Group) -> list[str]:
    found: list[str] = []
    if whole.graded < FEWEST:
        found.append(f"{whole.graded} interactions are graded by both; {FEWEST} are needed")
    for count, what in ((whole.met, "met"), (whole.graded - whole.met, "missed")):
        if count < OF_EACH:
            more = f", about {ceil((OF_EACH - count) * whole.graded / count)} more reviews" if count else ""
            found.append(f"the reviewers say {what} {count} times; {OF_EACH} are needed{more}")
    if whole.sensitivity and whole.specificity and whole.sensitivity.low + whole.specificity.low <= GUESSING:
        low = f"{whole.sensitivity.low:.2f} and {whole.specificity.low:.2f}"
        found.append(f"guessing may do as well: sensitivity and specificity may be as low as {low}")
    if whole.applies.agreement.low < NA_USABLE:
        found.append(f"agreement on N/A may be as low as {whole.applies.agreement.low:.2f}; {NA_USABLE} is needed")
    return found


def _against_trust(whole: Group, groups: Sequence[Group]) -> list[str]:
    found: list[str] = []
    for what, share, least in (
        ("sensitivity", whole.sensitivity, GOOD),
        ("specificity", whole.specificity, GOOD),
        ("agreement on N/A", whole.applies.agreement, NA_GOOD),
    ):
        if share is None or share.low < least:
            low = "unknown" if share is None else f"as low as {share.low:.2f}"
            found.append(f"{what} may be {low}; {least} is needed")
    if whole.bias is None or whole.bias.low < -WITHIN or whole.bias.high > WITHIN:
        told = "" if whole.bias is None else f": {whole.bias.low:+.3f} to {whole.bias.high:+.3f}"
        found.append(f"the bias is not sure to be within {POINTS}{told}")
    if whole.share is None or whole.share.needed:
        more = "" if whole.share is None else f"; {whole.share.needed} more reviews are needed"
        found.append(f"the corrected share is not sure to {POINTS}{more}")
    if whole.calibration_error and whole.calibration_error.estimate > CALIBRATED:
        found.append(f"the calibration error is {whole.calibration_error.estimate:.2f}; at most {CALIBRATED} is needed")
    return found + [
        f"{group.by} {group.value}: bias {group.bias.estimate:+.2f}, surely beyond {POINTS}"
        for group in groups
        if group.bias and (group.bias.low > WITHIN or group.bias.high < -WITHIN)
    ]
