"""How sure a judgement is: the share of its kind that reviewers confirm."""

from msgspec import UNSET
from msgspec.structs import replace

from benchmarks.calibration import Calibration, Confirmed
from scoring.judging import MET
from scoring.scorecard import Judgement

_LIKELY = 0.5
_BANDS = (0, 0.5, 0.7, 0.9)  # of the chance that there was an opportunity


def kind(judgement: Judgement) -> str:
    """What judgements are counted by: the sign that decided; of a miss, how likely an opportunity is, else its sign.

    Of what was given again the cause counts, too: readers confirm one more than another.
    """
    decided = judgement.indicator.partition(".")[2]
    if judgement.grade >= MET:
        return decided
    if judgement.chance is not UNSET:
        return f"missed from {max(band for band in _BANDS if band <= judgement.chance):g}"
    if judgement.cause is not UNSET:
        return f"missed {decided} {judgement.cause}"
    return f"missed {judgement.called_by}" if isinstance(judgement.called_by, str) else f"missed {decided}"


def charged(judgement: Judgement, calibration: Calibration | None, behaviour: str) -> bool:
    """Whether it is judged at all: a miss that too few reviewers would confirm is held against nobody.

    Where it is known how likely an opportunity is, or how likely readers call it met, that decides, not the kind.
    Misses of ladders stand: those too unsure are half met (`calibrated`).
    """
    if calibration is None or judgement.grade >= MET:
        return True
    least = calibration.charged_from.get(behaviour, _LIKELY)
    if judgement.step is not UNSET:
        return True
    if judgement.probability is not None:
        return 1 - judgement.probability >= least
    if judgement.chance is not UNSET:
        return judgement.chance >= least
    known = _known(judgement, calibration, behaviour)
    return known is None or known.share >= least


def calibrated(judgement: Judgement, calibration: Calibration | None, behaviour: str) -> Judgement:
    """With P(a qualified reviewer marks it met), where the judgement does not say it itself.

    None stays where nothing was calibrated: in that language, or of that kind.
    """
    if judgement.probability is not None:
        return _partly(judgement, calibration, behaviour)
    known = _known(judgement, calibration, behaviour) if calibration else None
    if known is None:
        return judgement
    return replace(judgement, probability=known.share if judgement.grade >= MET else 1 - known.share)


def _known(judgement: Judgement, calibration: Calibration, behaviour: str) -> Confirmed | None:
    """What is known of its kind; a calibration that was made before causes counted knows the kind without one."""
    kinds = calibration.behaviours.get(behaviour, {})
    return kinds.get(kind(judgement)) or kinds.get(kind(replace(judgement, cause=UNSET)))


def _partly(judgement: Judgement, calibration: Calibration | None, behaviour: str) -> Judgement:
    """A ladder's miss that too few readers would confirm is half met, and says so: it was judged, only unsurely."""
    if calibration is None or judgement.step is UNSET or judgement.probability is None or judgement.grade >= MET:
        return judgement
    least = calibration.charged_from.get(behaviour, _LIKELY)
    return judgement if 1 - judgement.probability >= least else replace(judgement, grade=MET, unsure=True)
