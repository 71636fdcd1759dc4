"""An error sheet as text: tables per behaviour, verdicts with their reasons, and the rules."""

from qa_service.evaluation.error_sheet import Group, Readers, Sheet
from qa_service.evaluation.table import Table, written
from qa_service.monitoring.results import Interval

COLUMNS = (
    *("behaviour", "of", "n", "graded", "sensitivity", "specificity", "agreement on N/A", "bias", "kappa"),
    *("calibration", "met: reviewers", "machine", "sure to", "more reviews"),
)


def said(made: Sheet, *, failed: int = 0, chosen: int = 0) -> str:
    """Write it; `failed` lines could not be read, `chosen` reviews were not random."""
    rows = [
        (name, *_row(group, made.behaviours[name].readers if group.by == "all" else None))
        for name, behaviour in made.behaviours.items()
        for group in behaviour.groups
    ]
    notes = [
        "Intervals are 90%: Wilson's for shares, else of "
        + made.clusters
        + " drawn anew. bias: machine minus reviewers.",
        "kappa, on met: machine beside reviewers, then reader beside reader. calibration: expected calibration error.",
        "met: of what both grade. sure to: the share met of many contacts, once corrected by these reviews (PPI++);",
        "more reviews: until that is 0.05.",
        f"Left out: {chosen} reviews that were not random, {failed} lines with errors.",
        *(f"{name}: {n} labels; no benchmark is called that." for name, n in made.unmeasured.items()),
        *(f"{n} interactions are in {name}, for which there are no tables." for name, n in made.no_tables.items()),
        "Scored by " + ", ".join(made.instruments),
    ]
    lines = [written(Table(title=_title(made), columns=COLUMNS, rows=tuple(rows), notes=tuple(notes))), ""]
    for name, behaviour in made.behaviours.items():
        lines += [f"{name}: {behaviour.verdict.replace('_', ' ')}", *(f"  - {reason}" for reason in behaviour.reasons)]
    return "\n".join([*lines, "", "By these rules:", *(f"  {rule}" for rule in made.rules)])


def _title(made: Sheet) -> str:
    return f"{made.interactions} randomly chosen interactions: the machine's scores beside the reviewers'"


def _row(group: Group, readers: Readers | None) -> tuple[str | float | int | None, ...]:
    share = group.share
    people = ""
    if readers is not None:
        people = f"; {_interval(readers.kappa) or '-'}, {readers.graded} by two"
    kappa = _interval(group.kappa)
    return (
        "all" if group.by == "all" else f"{group.by} {group.value}",
        group.n,
        group.graded,
        _interval(group.sensitivity),
        _interval(group.specificity),
        _interval(group.applies.agreement),
        _interval(group.bias, "+.2f"),
        f"{kappa or '-'}{people}",
        _interval(group.calibration_error),
        _interval(share.reviewers) if share else None,
        f"{share.machine:.2f}" if share else None,
        f"{share.sure_to:.3f}" if share else None,
        share.needed if share else None,
    )


def _interval(found: Interval | None, shape: str = ".2f") -> str | None:
    if found is None:
        return None
    return f"{found.estimate:{shape}} ({found.low:{shape}} to {found.high:{shape}})"
