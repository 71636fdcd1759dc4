"""Contacts strung into cases, and how each case's first contact went on."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

Cause = Literal["agent", "process", "customer", "system", "unknown"]
Kind = Literal["inbound", "outbound", "promised", "order", "abandoned"]

WINDOW_DAYS = 7.0
RECONNECTED = dt.timedelta(minutes=10)


class Leg(Struct, frozen=True, kw_only=True):
    """An agent's part in a contact; the shares of a contact's legs sum to 1."""

    agent: str
    share: float


class Contact(Struct, frozen=True, kw_only=True):
    """One contact of any channel; `kind` says what can be no return, or begin no case.

    `promised`: the centre calls back as it said it would. `order`: a new order of something, not the old matter again.
    `abandoned`: the customer tried and gave up before anybody answered. `cause` is who made a return necessary, as
    far as is known of this contact.
    """

    id: str
    at: dt.datetime
    end: dt.datetime
    case: str | None = None
    customer: str | None = None
    reason: str | None = None
    kind: Kind = "inbound"
    cause: Cause = "unknown"
    legs: tuple[Leg, ...] = ()


class Followed(Struct, frozen=True, kw_only=True):
    """A first contact: whether the customer came `back`, after which part of the window (0..1), and by which contact.

    Not back: `followed` is the part of the window that has passed without it, 1 when all of it has.
    """

    contact: Contact
    followed: float
    back: str | None


class Case(Struct, frozen=True, kw_only=True):
    """A case: its first contact, the later ones in their order, and the one that came `back` within the window."""

    first: Contact
    window: dt.timedelta
    back: Contact | None
    later: tuple[Contact, ...]


class _Case(Struct, kw_only=True):
    first: Contact
    window: dt.timedelta
    last_end: dt.datetime
    case: str | None
    later: list[Contact]
    back: Contact | None = None


class _Open(Struct, kw_only=True):
    by_case: dict[str, _Case]
    by_reason: dict[tuple[str, str], _Case]
    all: list[_Case]


def follow(
    contacts: Iterable[Contact], until: dt.datetime, windows: Mapping[str, float] | None = None
) -> tuple[Followed, ...]:
    """Follow each case's first contact up to `until`; `windows` are days by reason."""
    return tuple(_followed(case, until) for case in strung((one for one in contacts if one.at <= until), windows))


def strung(contacts: Iterable[Contact], windows: Mapping[str, float] | None = None) -> tuple[Case, ...]:
    """String contacts into cases, in the order of their first contacts; `windows` are days by reason.

    A contact belongs to the case whose id it bears; without one, on either side, to the last case of its customer and
    reason whose window, from that case's last contact on, has not run out. Contacts without a case and without
    customer or reason cannot be followed and are left out. The first contact fails by the first later contact of its
    case within the window from its end: in any channel, abandoned attempts included; not by contacts of the centre's
    own (outbound, promised callbacks), new orders, or reconnections within RECONNECTED of the contact before.
    A contact begins a case only if somebody answered a customer's own: inbound or an order.
    """
    seen = _Open(by_case={}, by_reason={}, all=[])
    for contact in sorted(contacts, key=lambda one: (one.at, one.id)):
        case = _case_of(seen, contact)
        if case is None:
            _begin(seen, contact, windows or {})
        else:
            _go_on(seen, case, contact)
    return tuple(Case(first=one.first, window=one.window, back=one.back, later=tuple(one.later)) for one in seen.all)


def _case_of(seen: _Open, contact: Contact) -> _Case | None:
    if contact.kind == "order":
        return None
    if contact.case is not None and contact.case in seen.by_case:
        return seen.by_case[contact.case]
    if contact.customer is None or contact.reason is None:
        return None
    case = seen.by_reason.get((contact.customer, contact.reason))
    if case is None or contact.at > case.last_end + case.window:
        return None
    return case if contact.case is None or case.case is None else None


def _begin(seen: _Open, contact: Contact, windows: Mapping[str, float]) -> None:
    lost = contact.case is None and (contact.customer is None or contact.reason is None)
    if lost or contact.kind not in {"inbound", "order"}:
        return
    days = windows.get(contact.reason or "", WINDOW_DAYS)
    case = _Case(first=contact, window=dt.timedelta(days=days), last_end=contact.end, case=contact.case, later=[])
    seen.all.append(case)
    _known_by(seen, case, contact)


def _go_on(seen: _Open, case: _Case, contact: Contact) -> None:
    reconnected = contact.at <= case.last_end + RECONNECTED
    counts = contact.kind in {"inbound", "abandoned"} and not reconnected
    if counts and case.back is None and contact.at <= case.first.end + case.window:
        case.back = contact
    case.later.append(contact)
    case.last_end = max(case.last_end, contact.end)
    case.case = case.case or contact.case
    _known_by(seen, case, contact)


def _known_by(seen: _Open, case: _Case, contact: Contact) -> None:
    if contact.case is not None:
        seen.by_case.setdefault(contact.case, case)
    if contact.customer is not None and contact.reason is not None:
        seen.by_reason[contact.customer, contact.reason] = case


def _followed(case: Case, until: dt.datetime) -> Followed:
    back = case.back
    return Followed(
        contact=case.first,
        followed=part(case.first.end, case.window, until if back is None else back.at),
        back=back.id if back else None,
    )


def part(end: dt.datetime, window: dt.timedelta, last: dt.datetime) -> float:
    """The part of a window, from a first contact's `end` on, that has passed at `last`: 0..1."""
    return min(max((last - end) / window, 0.0), 1.0)
