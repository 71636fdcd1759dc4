"""Whose days count as whose, where an agent came into a team or left it: pure, on agent-days and an analysis."""

from collections.abc import Collection, Sequence

import msgspec
from msgspec import Struct

from qa_service.monitoring.results import Analysis
from qa_service.store.agent_days import AgentDay

ELSEWHERE = "\0elsewhere"
"""Behind an agent's reference, which holds no such character."""


class Within(Struct, frozen=True):
    """Teams whose days count as their agents', but for agents who are seen `whole`."""

    teams: tuple[str, ...]
    whole: str | None = None


def apart(days: Sequence[AgentDay], moved: Collection[str], teams: Collection[str]) -> list[AgentDay]:
    """What these agents did outside of the teams, as somebody else's."""
    return [
        msgspec.structs.replace(day, agent=day.agent + ELSEWHERE)
        if day.agent in moved and day.team not in teams
        else day
        for day in days
    ]


def told(found: Analysis) -> Analysis:
    """The analysis without what was done elsewhere."""
    behaviours = {
        name: msgspec.structs.replace(
            of,
            agents=tuple(one for one in of.agents if not one.agent.endswith(ELSEWHERE)),
            teams=tuple(
                msgspec.structs.replace(
                    team, agents=tuple(one for one in team.agents if not one.agent.endswith(ELSEWHERE))
                )
                for team in of.teams
            ),
        )
        for name, of in found.behaviours.items()
    }
    priorities = tuple(one for one in found.priorities if not one.agent.endswith(ELSEWHERE))
    return msgspec.structs.replace(found, behaviours=behaviours, priorities=priorities)
