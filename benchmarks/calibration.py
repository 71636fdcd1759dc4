"""The form of what was learned beside the benchmarks: how sure judgements are, and what makes readers see them."""

from typing import Annotated

from msgspec import Meta, Struct

from benchmarks.model import Filled, Name, Share
from benchmarks.traits import Factor


class Confirmed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How sure one kind of judgement is: `share` of them that reviewers confirm, learned from `n` of this language."""

    share: Share
    n: Annotated[int, Meta(ge=0)]


class Calibration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What reviewers make of the judgements in one language.

    `behaviours`: name -> kind -> Confirmed. A kind is the indicator that decided, or, of a miss, 'missed' and the sign
    that called for the behaviour, with the cause where there is one. `texts` says which labelled texts it was learned
    from. `charged_from`: name -> the share from which a miss is held against anybody, where that is another than one
    half.
    """

    language: Filled
    texts: Filled
    behaviours: dict[Name, dict[str, Confirmed]]
    charged_from: dict[Name, Share] = {}


class Odds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Log odds that readers call it met: base + sum(weight x factor).

    A factor of a contact is a Factor, an Ending, or an indicator of the role 'level'; of an answer a Taken, or an
    indicator of ANSWERING_ROLES: with `first_`, whether the first answer holds it.
    """

    base: float
    weights: dict[Name, float]


class Outline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What readers make of a contact by its outline alone, learned from `n` texts: base + sum(weight x factor).

    `met`: how likely they call it met; without it the grade decides.
    """

    base: float
    n: Annotated[int, Meta(ge=0)]
    weights: dict[Factor, float]
    met: Odds | None = None


class Calling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether readers see an opportunity in a run of the customer: log odds as in Odds, learned from `n` runs.

    A factor is a Trait, or an indicator of CALLING_ROLES. It is an opportunity from the chance `called_from` on,
    another one in the same leg from `again_from`.
    """

    base: float
    n: Annotated[int, Meta(ge=0)]
    called_from: Share
    again_from: Share
    weights: dict[Name, float]


class Wording(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each word, or two in a row, adds to log odds: of an opportunity, learned from `n` runs of customers; of what
    was met, learned from `n` contacts.

    `said`: of the customer, of a ladder in the last reply; `before`: of the agent, right before that, or of a ladder
    all that is said after the request; `earlier`: of a ladder in the replies before the last. scoring/wording.py adds
    them up; with `base` they come to 0 on average. `calling`, not of a ladder: how the sum, the factor `words`, is
    weighed with the others in this language; without it as in every language. It takes the place of the folder's,
    without which words are not weighed.
    """

    base: float
    n: Annotated[int, Meta(ge=0)]
    said: dict[Filled, float]
    before: dict[Filled, float]
    earlier: dict[Filled, float] = {}
    calling: Calling | None = None


class Wordings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What words say in one language, by benchmark of the rule 'response' or 'ladder'. `texts`: what it was learned
    from.
    """

    language: Filled
    texts: Filled
    behaviours: dict[Name, Wording]


class CommonCalibration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds in every language. `outlines`: by benchmark of the rule 'ladder'; the others: of 'response'."""

    texts: Filled
    outlines: dict[Name, Outline] = {}
    callings: dict[Name, Calling] = {}
    meetings: dict[Name, Odds] = {}
