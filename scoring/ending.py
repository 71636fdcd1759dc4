"""How a contact ended: with the factors of its outline what tells how likely readers call it met.

How far a request got is often said in words that no list has; how the last turns sound, and what was said on the way,
tells it in part.
"""

from benchmarks.traits import Ending
from scoring.answers import Answers
from scoring.conversation import Conversation, Signs
from scoring.judging import MET
from scoring.outline import After, figures

_LATE = 2  # turns of the agent
_EARLIER = 0.25
_OF_REPLY: dict[str, Ending] = {
    "denied": "denied_last",
    "affirmed": "affirmed_last",
    "refuted": "refuted_last",
    "acknowledged": "acknowledged_last",
    "contested": "contested_last",
    "fault": "fault_last",
}


def ending(conversation: Conversation, parts: After, rung: float, signs: Signs, answers: Answers) -> dict[str, float]:
    """What there is of each, 0 to 1: the levels by name; of the customer's last reply each sign.

    A level counts in full in the agent's last two turns: what was tried before has often come to nothing since.
    `left_open`: the agent's last turn that states a level puts the matter off, whatever courtesies follow. Of the last
    turn: it asks, holds a figure, holds courtesies and no level, answers what was asked, or states anything. `rung`, 0
    to 1, is the ladder's.
    """
    found: dict[str, float] = {hit.indicator.name: _EARLIER for hits in parts.levels for hit in hits}
    found |= {hit.indicator.name: 1.0 for hits in parts.levels[-_LATE:] for hit in hits}
    found["rung"] = rung
    stated = [hits for hits in parts.levels if hits][-1:]
    found["left_open"] = float(any(hit.indicator.grade < MET for hits in stated for hit in hits))
    if parts.replies:
        last = parts.replies[-1].said
        found |= {name: float(signs.any(last, role)) for role, name in _OF_REPLY.items()}
    if parts.agent:
        run, levels = parts.agent[-1], parts.levels[-1]
        answered = answers.about(run, conversation.told(run.first)) is not None
        found |= {
            "agent_asks": float(run.asks),
            "agent_figures": float(figures(run)),
            "agent_fills": float(not levels and signs.any(run.said, "filler")),
            "agent_answers": float(answered),
            "agent_states": float(answered or answers.any(run) is not None),
        }
    return found
