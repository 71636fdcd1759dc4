"""Who opens a page, in which language, and the token that shows a form to be ours."""

import hashlib
import hmac
from typing import Any

from litestar import Request
from litestar.datastructures import State
from msgspec import Struct

from qa_service.access.names import Names, names
from qa_service.access.roles import REACHERS, READERS
from qa_service.access.sign_in import COOKIE, holder
from qa_service.access.user import User
from qa_service.dashboard.language import Tongue, chosen, tongue
from qa_service.errors import NotAllowed, NotSignedIn

NARROWED = ("verdicts", "agents", "interactions", "reviews", "appeals", "reports", "recovery", "forms", "mails")
LANGUAGE_COOKIE = "qa_language"
# Who may open what; what a page shows is narrowed to whom its visitor reaches.
OPENS: dict[str, tuple[str, ...]] = {
    "today": READERS,
    "verdicts": (*READERS, "team_lead"),
    "centre": READERS,
    "reviews": ("admin", "qa_lead", "team_lead"),
    "recovery": ("admin", "qa_lead", "team_lead"),
    "appeals": ("admin", "qa_lead", "team_lead", "agent"),
    "benchmarks": READERS,
    "forms": REACHERS,
    "mails": ("admin", "qa_lead"),
    "trials": ("admin", "qa_lead"),
    "reports": (*READERS, "team_lead"),
    "people": ("admin", "dpo"),
    "imports": ("admin", "qa_lead"),
    "audit": ("admin", "dpo"),
}
SAFE = {"GET", "HEAD"}


class Visitor(Struct, frozen=True):
    """A signed-in reader of pages. `csrf` is derived from their key: another site can send the cookie, not this."""

    user: User
    tongue: Tongue
    csrf: str
    names: Names

    def may(self, *roles: str) -> bool:
        return self.user.role in roles

    def opens(self, section: str) -> bool:
        """Whether a part of the navigation is theirs."""
        allowed = self.may(*OPENS.get(section, REACHERS))
        return allowed and (self.user.everyone or section in NARROWED)

    def shown(self, agent: str, team: str | None) -> str | None:
        """What they read for an agent whose figures are theirs to see; None for everybody else."""
        user = self.user
        reached = user.everyone or agent == user.agent or (team is not None and team in user.teams)
        return self.names.shown(agent) if reached else None

    def check(self, section: str) -> None:
        if not self.opens(section):
            raise NotAllowed(f"the role {self.user.role!r} does not open this page")


def token(key: str) -> str:
    return hmac.new(key.encode(), b"form of a page", hashlib.sha256).hexdigest()


def language(request: Request[Any, Any, Any]) -> Tongue:
    """By the address, then by what was chosen before, then by the setting, then by the browser."""
    setting = request.app.state.settings.language
    wishes = (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE), setting)
    return tongue(chosen(*wishes, accepted=request.headers.get("accept-language", "")))


async def visitor(request: Request[Any, Any, State]) -> Visitor:
    """Who this is, or NotSignedIn; a request that changes something must come from a form of ours."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    key = bearer.strip() if scheme.lower() == "bearer" else request.cookies.get(COOKIE, "")
    user = await holder(request, key) if key else None
    if user is None:
        raise NotSignedIn("sign in first")
    async with request.app.state.database.connection() as db:
        known = await names(db, request.app.state.settings, user)
    made = Visitor(user, language(request), token(key), known)
    request.scope["visitor"] = made  # type: ignore[typeddict-unknown-key]  # what an error page is drawn for
    if user.role not in REACHERS:
        raise NotAllowed(f"the role {user.role!r} reads no pages; it takes {', '.join(REACHERS)}")
    if request.method not in SAFE:
        form = await request.form()
        if not hmac.compare_digest(str(form.get("csrf", "")).encode(), made.csrf.encode()):
            raise NotAllowed("this form is not from a page of your sign-in: open the page again and send it from there")
    return made
