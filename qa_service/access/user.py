"""Who is asking, and whom they may see: everyone, the agent they are, the teams they lead or their key is for."""

from datetime import datetime

from msgspec import Struct

from qa_service.access.roles import Role
from qa_service.errors import NotAllowed


class User(Struct, frozen=True, kw_only=True):
    """A person or a machine with its role.

    `agent` is the agent that they are, `teams` those that they reach today: what happened on a day is reached through
    the team that its agent was in on that day.
    """

    name: str
    """As the audit names them: a person's reference, or the key's name."""
    role: Role
    key_id: int | None = None
    person_id: int | None = None
    everyone: bool = False
    agent_id: int | None = None
    agent: str | None = None
    team_ids: tuple[int, ...] = ()
    teams: tuple[str, ...] = ()
    expires_at: datetime | None = None

    @property
    def reach(self) -> tuple[bool, int | None, list[int]]:
        """The first three values of the SQL function `reaches(everyone, own, teams, agent, on_day)`."""
        return self.everyone, self.agent_id, list(self.team_ids)

    def reaches(self, agent_id: int | None, team_id: int | None) -> bool:
        """Whether they may see what this agent did while in this team."""
        own = agent_id is not None and agent_id == self.agent_id
        return self.everyone or own or (team_id is not None and team_id in self.team_ids)

    def reaches_team(self, team: str) -> bool:
        """Whether they may see what is said of a whole team: an agent may not."""
        return self.everyone or team in self.teams

    def check_team(self, team: str) -> None:
        if not self.reaches_team(team):
            raise NotAllowed(f"team: {team!r} is none of yours" + (f" ({', '.join(self.teams)})" if self.teams else ""))
