"""What happens to the customer afterwards: associated with how the chat went, through much noise."""

from math import exp
from random import Random

from qa_service.embedded.sample_centre.plan import Chat
from transcription.interaction import Outcome


def outcome(chat: Chat, rng: Random) -> Outcome:
    """CSAT and NPS of about a third (the very pleased and the very displeased answer more often), spend, return.

    Satisfaction = 1.2 + 2.2 resolution + 1.0 empathy + 0.7 repetition + noise (SD 0.8); no opportunity counts as 0.7.
    Spend is of the next 30 days, in the centre's currency; nothing for most.
    """
    empathy = sum(chat.empathy) / len(chat.empathy) if chat.empathy else 0.7
    repetition = 1.0 if chat.repetition is None else chat.repetition
    pleased = 1.2 + 2.2 * chat.resolution + empathy + 0.7 * repetition - 0.3 * chat.earlier + rng.gauss(0, 0.8)
    answers = rng.random() < min(0.9, 0.22 + 0.09 * abs(pleased - 3.4) ** 1.5)
    buys = rng.random() < 1 / (1 + exp(0.9 - 0.45 * (pleased - 3)))
    spend = round(exp(rng.gauss(3.2 + 0.12 * (pleased - 3), 0.8)), 2) if buys else 0.0
    csat = float(min(5, max(1, round(pleased)))) if answers else None
    nps = float(min(10, max(0, round(2.4 * pleased - 1.8 + rng.gauss(0, 1))))) if answers else None
    resolved = (chat.resolution >= 0.75) ^ (rng.random() < 0.08) if answers else None
    return Outcome(csat=csat, nps=nps, resolved=resolved, spend=spend, returned=chat.returned)
