"""Evaluation forms: sections of weighted items beside critical ones, whose errors are counted and never averaged in.

score = sum(weight x score) / sum(weight) over what applied; a section's weight multiplies those of its items.
"""

import tomllib
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from qa_service.errors import BadInput
from qa_service.monitoring.results import Interval
from qa_service.pipeline.answers import Name

Kind = Literal["customer", "business", "compliance"]
KINDS: tuple[Kind, ...] = ("customer", "business", "compliance")
Weight = Annotated[float, Meta(gt=0, le=1e6)]
Scores = Mapping[str, float | None]
Z = 1.645  # of a 90% interval


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A behaviour that counts by its weight; a critical one has none, and is an error under `passes`."""

    behaviour: Name
    weight: Weight | None = None
    critical: Kind | None = None
    passes: Annotated[float, Meta(gt=0, le=1)] = 0.5


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    name: Name
    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=200)]
    weight: Weight = 1.0


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    sections: Annotated[tuple[Section, ...], Meta(min_length=1, max_length=50)]
    title: Name | None = None


class FilledItem(Struct, frozen=True, kw_only=True):
    """`score` is null where it did not apply; `error` is of critical items."""

    behaviour: str
    score: float | None
    weight: float | None
    critical: Kind | None
    error: bool | None


class FilledSection(Struct, frozen=True, kw_only=True):
    name: str
    score: float | None
    items: tuple[FilledItem, ...]


class Filled(Struct, frozen=True, kw_only=True):
    """One contact's form. `errors` says per kind whether a critical item failed, null where none applied."""

    score: float | None
    errors: dict[Kind, bool | None]
    sections: tuple[FilledSection, ...]


class ErrorRate(Struct, frozen=True, kw_only=True):
    """Of `n` contacts in which such an item applied, how many had an error; with Wilson's 90% interval."""

    n: int
    errors: int
    rate: Interval | None


class FormResults(Struct, frozen=True, kw_only=True):
    """`score` is the mean of the `scored` contacts, with its 90% interval over contacts."""

    contacts: int
    scored: int
    score: Interval | None
    sections: dict[str, float | None]
    errors: dict[Kind, ErrorRate]
    items: dict[str, ErrorRate]


def read(data: bytes, *, toml: bool) -> Form:
    """Read a form from TOML or JSON, or raise BadInput that names the place."""
    try:
        told = tomllib.loads(data.decode()) if toml else msgspec.json.decode(data)
        form = msgspec.convert(told, Form)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"is no TOML: {error}") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"is no UTF-8 text: byte {error.start}") from None
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$.")
        raise BadInput(f"{place.rstrip('`')}: {message}" if place else message) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f"is no JSON: {error}") from None
    _check(form)
    return form


def behaviours(form: Form) -> list[str]:
    return [item.behaviour for section in form.sections for item in section.items]


def filled(form: Form, scores: Scores) -> Filled:
    """Fill a form in from scores by behaviour; None, or none there, is N/A."""
    sections = tuple(
        FilledSection(
            name=section.name,
            score=_mean([(item.weight or 1.0, scores.get(item.behaviour)) for item in _weighted(section)]),
            items=tuple(_item(item, scores.get(item.behaviour)) for item in section.items),
        )
        for section in form.sections
    )
    weighted = [
        (section.weight * (item.weight or 1.0), scores.get(item.behaviour))
        for section in form.sections
        for item in _weighted(section)
    ]
    return Filled(
        score=_mean(weighted),
        errors={
            kind: _failed([i for section in sections for i in section.items if i.critical == kind]) for kind in KINDS
        },
        sections=sections,
    )


def results(form: Form, contacts: Sequence[Scores]) -> FormResults:
    """Fill the form of each contact in; what follows from all of them."""
    forms = [filled(form, scores) for scores in contacts]
    scored = [one.score for one in forms if one.score is not None]
    critical = [item.behaviour for section in form.sections for item in section.items if item.critical]
    of_items = {name: [_error(one, name) for one in forms] for name in critical}
    by_section = {
        section.name: [one.sections[place].score for one in forms] for place, section in enumerate(form.sections)
    }
    return FormResults(
        contacts=len(forms),
        scored=len(scored),
        score=_interval(scored),
        sections={name: _mean([(1.0, score) for score in scores]) for name, scores in by_section.items()},
        errors={kind: _rate([one.errors[kind] for one in forms]) for kind in KINDS},
        items={name: _rate(errors) for name, errors in of_items.items()},
    )


def _check(form: Form) -> None:
    seen: set[str] = set()
    names: set[str] = set()
    for number, section in enumerate(form.sections):
        if section.name in names:
            raise BadInput(f"sections[{number}].name: {section.name!r} is there already")
        names.add(section.name)
        for at, item in enumerate(section.items):
            place = f"sections[{number}].items[{at}]"
            if item.behaviour in seen:
                raise BadInput(f"{place}.behaviour: {item.behaviour!r} is there already")
            if item.critical and item.weight is not None:
                raise BadInput(f"{place}.weight: a critical item has none; its errors are counted beside the score")
            seen.add(item.behaviour)


def _weighted(section: Section) -> list[Item]:
    return [item for item in section.items if item.critical is None]


def _item(item: Item, score: float | None) -> FilledItem:
    weight = None if item.critical else item.weight or 1.0
    error = None if item.critical is None or score is None else score < item.passes
    return FilledItem(behaviour=item.behaviour, score=score, weight=weight, critical=item.critical, error=error)


def _mean(weighted: Sequence[tuple[float, float | None]]) -> float | None:
    applied = [(weight, score) for weight, score in weighted if score is not None]
    total = sum(weight for weight, _ in applied)
    return sum(weight * score for weight, score in applied) / total if applied else None


def _failed(items: Sequence[FilledItem]) -> bool | None:
    known = [item.error for item in items if item.error is not None]
    return any(known) if known else None


def _error(form: Filled, behaviour: str) -> bool | None:
    return next(i.error for section in form.sections for i in section.items if i.behaviour == behaviour)


def _rate(errors: Sequence[bool | None]) -> ErrorRate:
    known = [error for error in errors if error is not None]
    return ErrorRate(n=len(known), errors=sum(known), rate=_wilson(sum(known), len(known)))


def _wilson(hits: int, n: int) -> Interval | None:
    """Wilson 1927."""
    if not n:
        return None
    share, square = hits / n, Z * Z / n
    centre = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    return Interval(estimate=share, low=max(0.0, centre - half), high=min(1.0, centre + half))


def _interval(scores: Sequence[float]) -> Interval | None:
    if len(scores) < 2:
        return None
    mean = sum(scores) / len(scores)
    spread = sqrt(sum((score - mean) ** 2 for score in scores) / (len(scores) - 1) / len(scores))
    return Interval(estimate=mean, low=max(0.0, mean - Z * spread), high=min(1.0, mean + Z * spread))
