"""What is weighed of contacts, of what customers say and of answers, whatever their words."""

from typing import Literal

# How a contact went, apart from the rung it reached: scoring/outline.py says how each is measured.
Factor = Literal[
    "question", "helped", "figures", "taken_up", "put_off", "thanked", "protested",
    "thanks_last", "works_last", "asks_last", "unsettled_last",
]  # fmt: skip
# How it ended, apart from what stands in it: with the factors, the rung and the levels by name what Odds weigh.
Ending = Literal[
    "rung", "left_open", "agent_asks", "agent_figures", "agent_fills", "agent_answers", "agent_states",
    "denied_last", "affirmed_last", "refuted_last", "acknowledged_last", "contested_last", "fault_last",
]  # fmt: skip

# What a run of the customer is like, whatever its words: scoring/calling.py says how each is measured.
Trait = Literal[
    "length", "long", "short", "new_words", "figures", "question", "first", "second", "last", "after_question",
    "signs", "any_sign", "doubted", "cues_most", "cues_all", "by_rule",
    "first_sign", "first_by_rule", "last_sign", "open", "words",
]  # fmt: skip

# What an answer takes up of the matter, and what signs and cues make of it: scoring/meeting.py.
Taken = Literal["by_rule", "by_rule_fully", "echoed", "echoes", "matter", "matters", "cues_most", "length"]
