"""What single words say, for the library's `wording.toml`: of whether a run of the customer calls for empathy.

A ridge logistic regression over the words of one language; scoring/wording.py says how they add up. The sum is one
factor among others of callings.py, which must not see it on the runs that taught it: there it stands as other contacts
teach it. Languages with too few runs are left as they are, and weigh the rest by weights of their own. What the last
words of a contact say of how it ended is learned likewise (outlines.py).
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from scipy.sparse import csr_array

from benchmarks.calibration import Wording, Wordings
from qa_service.evaluation import callings
from qa_service.evaluation.callings import CALLED, Heard
from qa_service.evaluation.learnable import FOLDS, inner_fold
from qa_service.evaluation.regression import sparse_log_odds
from qa_service.evaluation.unweighed import source, unweighed
from scoring.wording import Spoken, evened, heard

# Of the words' weights; 0.1 and 1.5 give like figures.
_PRIOR = 0.4
# In fewer contacts than these a word is somebody's, and below so much it says next to nothing.
_CONTACTS, _LEAST_WEIGHT = 4, 0.03
# What one set, or one writer, has alone is theirs.
_SOURCES = 2
# Fewer runs, a reader each, than these teach no words of a language.
_LEAST = 2000
_SIDES = Spoken._fields


class Taught(NamedTuple):
    """What was said of one case, in which contact, and whether it happened; `known` log odds are not learned anew."""

    spoken: Spoken
    contact: str
    happened: float
    weight: float
    known: float = 0.0


def fitted(known: Sequence[Heard]) -> Wording:
    """What the words of these runs, all of one language, teach."""
    return learned([Taught(one.spoken, one.contact, one.opens, one.weight) for one in known], known[0].language)


def learned(known: Sequence[Taught], language: str, of_agent: float = 1.0, prior: float = _PRIOR) -> Wording:
    """A weight a word; `of_agent`: how far the agent's words may go beside the customer's."""
    kept = _kept(known, language)
    weights = sparse_log_odds(
        _rows(known, {word: at for at, word in enumerate(kept)}, of_agent),
        np.array([one.happened for one in known], dtype=np.float64),
        np.array([one.weight for one in known]),
        prior=prior,
        known=np.array([one.known for one in known]),
    )
    told = [
        (side, word, round(float(weight) * (of_agent if side == "before" else 1.0), 3))
        for (side, word), weight in zip(kept, weights, strict=True)
    ]
    said, before, earlier = (
        {word: weight for side, word, weight in told if side == one and abs(weight) >= _LEAST_WEIGHT} for one in _SIDES
    )
    found = Wording(base=0.0, n=len(known), said=said, before=before, earlier=earlier)
    totals = [heard(found, one.spoken).total for one in known]
    middle = float(np.average(totals, weights=[one.weight for one in known]))
    return replace(found, base=round(-middle, 3))


def _kept(known: Sequence[Taught], language: str) -> list[tuple[str, str]]:
    """What enough contacts have, of more than one source where there are more, and what tells nothing of anybody."""
    contacts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in known:
        for side, words in zip(_SIDES, one.spoken, strict=True):
            for word in words:
                contacts[side, word].add(one.contact)
    sources = min(_SOURCES, len({source(one.contact) for one in known}))
    barred = unweighed(language)
    return sorted(
        (side, word)
        for (side, word), seen in contacts.items()
        if len(seen) >= _CONTACTS and len(set(map(source, seen))) >= sources and not barred.holds(word)
    )


def _rows(known: Sequence[Taught], columns: dict[tuple[str, str], int], of_agent: float) -> csr_array:
    values: list[float] = []
    places: list[int] = []
    ends = [0]
    for one in known:
        for side, words in zip(_SIDES, one.spoken, strict=True):
            found = sorted(at for word in words if (at := columns.get((side, word))) is not None)
            places += found
            values += [evened(len(found)) * (of_agent if side == "before" else 1.0)] * len(found)
        ends.append(len(places))
    return csr_array((values, places, ends), shape=(len(known), len(columns)))


def by_language(known: Sequence[Heard], texts: str, least: int = _LEAST) -> dict[str, Wordings]:
    """Of the languages with enough runs, each with how its words are weighed beside the rest."""
    said = _said(known, least)
    calling = callings.fitted(_worded(known, least)) if said else None
    return {
        language: Wordings(language=language, texts=texts, behaviours={CALLED: replace(one, calling=calling)})
        for language, one in said.items()
    }


def _said(known: Sequence[Heard], least: float) -> dict[str, Wording]:
    runs: dict[str, list[Heard]] = defaultdict(list)
    for one in known:
        runs[one.language].append(one)
    return {language: fitted(some) for language, some in sorted(runs.items()) if len(some) >= least}


def _worded(known: Sequence[Heard], least: int) -> list[Heard]:
    """The runs with the factor `words`, each as the contacts of other folds teach it."""
    folds = [inner_fold(one.contact) for one in known]
    fewer = least * (FOLDS - 1) / FOLDS
    taught = [
        _said([one for one, at in zip(known, folds, strict=True) if at != left_out], fewer) for left_out in range(FOLDS)
    ]
    return [_with_words(one, taught[at]) for one, at in zip(known, folds, strict=True)]


def _with_words(one: Heard, taught: Mapping[str, Wording]) -> Heard:
    known = taught.get(one.language)
    total = heard(known, one.spoken).total if known else 0.0
    return one._replace(factors=one.factors | {"words": total})


def written(known: Wordings) -> str:
    """The text of wording.toml."""
    lines = [f'language = "{known.language}"', f'texts = "{known.texts}"']
    for name, wording in known.behaviours.items():
        lines += ["", f"[behaviours.{name}]", f"base = {wording.base}", f"n = {wording.n}"]
        for side in _SIDES:
            if side == "earlier" and not wording.earlier:
                continue
            lines += ["", f"[behaviours.{name}.{side}]"]
            lines += [
                f"{json.dumps(word, ensure_ascii=False)} = {weight}" for word, weight in getattr(wording, side).items()
            ]
        if calling := wording.calling:
            at = f"behaviours.{name}.calling"
            lines += ["", f"[{at}]", f"base = {calling.base}", f"n = {calling.n}"]
            lines += [
                f"called_from = {calling.called_from}",
                f"again_from = {calling.again_from}",
                "",
                f"[{at}.weights]",
            ]
            lines += [f"{factor} = {weight}" for factor, weight in calling.weights.items()]
    return "\n".join(lines) + "\n"
