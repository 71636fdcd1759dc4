"""What will happen in every chat of the sample centre, before a word of it is written."""

from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Literal

from qa_service.embedded.sample_centre.people import (
    BOT,
    DAYS,
    GRADES,
    HUMANS,
    Behaviour,
    Person,
    chances,
    effects,
)
from qa_service.embedded.sample_centre.wording import wording
from transcription.interaction import Frozen

LAST_DAY = date(2026, 5, 10)
Route = Literal["direct", "transfer", "bot_handover", "bot"]
RepetitionCause = Literal["same_leg", "hand_off", "bot_handover"]

# reason: (share of contacts, share that calls for empathy)
REASONS: dict[str, tuple[float, float]] = {
    "late_delivery": (0.15, 0.70),
    "wrong_bill": (0.12, 0.65),
    "internet_down": (0.12, 0.65),
    "refund_status": (0.11, 0.65),
    "lost_card": (0.09, 0.55),
    "disputed_charge": (0.09, 0.60),
    "damaged_item": (0.08, 0.60),
    "app_login": (0.08, 0.50),
    "cancellation": (0.06, 0.50),
    "plan_change": (0.04, 0.25),
    "address_change": (0.03, 0.15),
    "product_question": (0.03, 0.08),
}
_WEEK = (1.15, 1.05, 1.0, 1.0, 1.0, 0.6, 0.4)
_HANDOFF_LOSS = {"transfer": 0.4, "bot_handover": 0.35}
_BOT_REASONS = ("late_delivery", "refund_status", "app_login", "address_change", "product_question", "plan_change")
_TWO_EPISODES = 0.1


class Chat(Frozen, frozen=True, kw_only=True):
    """One chat to be: `person` answers for resolution and repetition, `first` for empathy (the same but in transfers).

    `empathy` has one grade per opportunity; `repetition` is None where nothing was given that could be asked again.
    `earlier` counts the contacts of its case before it.
    """

    id: str
    language: str
    day: int
    at: datetime
    reason: str
    route: Route
    person: Person
    first: Person
    customer: str
    case: str
    earlier: int
    empathy: tuple[float, ...]
    resolution: float
    repetition: float | None
    repetition_cause: RepetitionCause | None
    returned: bool


class _Return(Frozen, frozen=True, kw_only=True):
    reason: str
    customer: str
    case: str
    earlier: int


def chats(*, seed: int, count: int, language: str, last_day: date = LAST_DAY) -> Iterator[Chat]:
    """Plan `count` chats of one language in the order of time; unresolved ones come back within a week."""
    rng = Random(f"{seed}:plan:{language}")
    moving = effects(seed)
    reasons = [reason for reason in REASONS if reason in wording(language).reasons]
    shares = list(accumulate(REASONS[reason][0] for reason in reasons))
    first_day = last_day - timedelta(days=DAYS - 1)
    weights = list(accumulate(_WEEK[(first_day + timedelta(days=day)).weekday()] for day in range(DAYS)))
    coming: list[list[_Return]] = [[] for _ in range(DAYS)]
    number = 0
    for day in range(DAYS):
        today = round(count * weights[day] / weights[-1]) - number
        on_shift = _on_shift(language, day)
        times = sorted(_second(rng) for _ in range(today))
        for second in times:
            number += 1
            back = coming[day].pop() if coming[day] else None
            if back is None:
                reason = reasons[bisect(shares, rng.random() * shares[-1])]
                back = _Return(
                    reason=reason,
                    customer=f"c-{rng.randrange(1, 90000):05}",
                    case=f"{language}-T{number:05}",
                    earlier=0,
                )
            at = datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC) + timedelta(
                days=day, seconds=second
            )
            chat = _chat(rng, f"{language}-{number:05}", language, day, at, back, on_shift, moving)
            due = day + rng.randint(1, 6)
            if chat.returned and due < DAYS:
                coming[due].append(
                    _Return(reason=chat.reason, customer=chat.customer, case=chat.case, earlier=chat.earlier + 1)
                )
            yield chat
        if coming[day] and day + 1 < DAYS:
            coming[day + 1].extend(coming[day])


def _second(rng: Random) -> int:
    """Second of the day between 8 and 18 h, most in the late morning."""
    return 8 * 3600 + int(36000 * rng.triangular(0, 1, 0.35))


def _on_shift(language: str, day: int) -> list[Person]:
    """Everybody has two days off in a row each week; in a language that few speak nobody has."""
    speakers = [person for person in HUMANS if language in person.languages and person.first_day <= day]
    rested = [person for person in speakers if (day + 2 * person.name) % 7 > 1]
    return rested if len(speakers) > 2 else speakers


def _chat(
    rng: Random,
    id_: str,
    language: str,
    day: int,
    at: datetime,
    back: _Return,
    on_shift: list[Person],
    moving: dict[tuple[str, Behaviour], tuple[float, ...]],
) -> Chat:
    reason = back.reason
    queue = wording(language).reasons[reason].queue
    weights = [person.queues.get(queue, 1.0) for person in on_shift]
    person = first = rng.choices(on_shift, weights)[0]
    route = _route(rng, reason, back.earlier)
    if route == "bot":
        person = first = BOT
    elif route == "transfer":
        others = [other for other in on_shift if other.id != person.id]
        first = rng.choice(others)

    def grade(who: Person, behaviour: Behaviour) -> float:
        return rng.choices(GRADES[behaviour], chances(who, behaviour, reason, moving[who.id, behaviour][day]))[0]

    calls = rng.random() < (0.85 if back.earlier else REASONS[reason][1])
    episodes = (1 + (rng.random() < _TWO_EPISODES)) if calls else 0
    empathy = tuple(grade(first, "empathy") for _ in range(episodes))
    resolution = grade(person, "resolution")
    repetition, cause = _repetition(rng, language, reason, route, grade(person, "repetition"))
    return Chat(
        id=id_,
        language=language,
        day=day,
        at=at,
        reason=reason,
        route=route,
        person=person,
        first=first,
        customer=back.customer,
        case=back.case,
        earlier=back.earlier,
        empathy=empathy,
        resolution=resolution,
        repetition=repetition,
        repetition_cause=cause,
        returned=rng.random() < _chance_of_return(resolution) and back.earlier < 3,
    )


def _route(rng: Random, reason: str, earlier: int) -> Route:
    drawn = rng.random()
    if drawn < 0.09:
        return "transfer"
    if drawn < 0.19 and not earlier:
        return "bot_handover"
    if drawn < 0.27 and not earlier and reason in _BOT_REASONS:
        return "bot"
    return "direct"


def _repetition(
    rng: Random, language: str, reason: str, route: Route, own: float
) -> tuple[float | None, RepetitionCause | None]:
    """A loss at a hand-off is nobody's own; else the person's own grade counts."""
    if not wording(language).reasons[reason].data:
        return None, None
    lost = rng.random() < _HANDOFF_LOSS.get(route, 0.0)
    if lost and route in {"transfer", "bot_handover"}:
        return 0.0, "hand_off" if route == "transfer" else "bot_handover"
    return own, None if own else "same_leg"


def _chance_of_return(resolution: float) -> float:
    if resolution < 0.5:
        return 0.4
    return 0.15 if resolution < 0.75 else 0.03
