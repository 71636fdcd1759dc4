"""What one chat of the sample centre is about: made-up people, numbers and things. No card or phone is anybody's."""

from datetime import datetime, timedelta
from random import Random

from qa_service.embedded.sample_centre.plan import Chat
from qa_service.embedded.sample_centre.wording import Wording, expand

# the card networks' published test numbers
_CARDS = ("4111 1111 1111 1111", "4242 4242 4242 4242", "5555 5555 5555 4444", "4000056655665556", "5105105105105100")


def facts(chat: Chat, wording: Wording, rng: Random) -> dict[str, str]:
    """Draw what stays the same throughout a chat: numbers, names, dates, things."""
    table = wording.slots
    digits = rng.randrange(10**9)
    customer = rng.choice(table.customers)
    card = rng.choice(_CARDS)
    local = rng.choice(("anna.k", "jt", "m.okoro", "hello", "ben_hill", "post", "s.reed", "nov", "theo.p"))
    return {
        "n": str(digits % 190 + 9),
        "ddd": f"{digits % 1000:03}",
        "dd": f"{digits % 100:02}",
        "days": str(digits % 7 + 3),
        "code": f"{digits % 9000 + 1000}",
        "order": f"{rng.choice(('LK-', 'LK', ''))}{digits % 900000 + 100000}",
        "account": f"{digits % 9000 + 1000}{rng.choice((' ', '-', ''))}{digits // 7 % 9000 + 1000}",
        "email": f"{local}{digits % 97}@example.{rng.choice(('com', 'org', 'net'))}",
        "phone": rng.choice(table.phones),
        "card": card,
        "last": card[-4:],
        "amount": rng.choice(table.amounts),
        "item": rng.choice(table.items),
        "place": rng.choice(table.places),
        "street": rng.choice(table.streets),
        "plan": rng.choice(table.plans),
        "customer": customer,
        "agent": table.agents[chat.first.name],
        "colleague": table.agents[chat.person.name],
        "weekday": rng.choice(wording.weekdays),
        "month": wording.months[(chat.at.month - rng.choice((2, 3, 4))) % 12],
        "later": wording.months[(chat.at.month + rng.choice((0, 1, 2))) % 12],
        "day": str(rng.randrange(1, 29)),
        "date": date_text(wording, rng, chat.at + timedelta(days=rng.randint(1, 6))),
        "topic": rng.choice(wording.reasons[chat.reason].topic),
    }


def date_text(wording: Wording, rng: Random, at: datetime) -> str:
    named = {
        "weekday": wording.weekdays[at.weekday()],
        "day": str(at.day),
        "month": wording.months[at.month - 1],
        "mm": f"{at.month:02}",
    }
    return expand(rng.choice(wording.dates), rng, named)
