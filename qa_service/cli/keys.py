"""`qa keys`: API keys of people and machines."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from qa_service import config
from qa_service.access.roles import ROLES, Role
from qa_service.cli.database import database
from qa_service.config import Settings
from qa_service.errors import NotFound


@click.command()
@click.argument("name", required=False)
@click.option("--role", type=click.Choice(ROLES), help="admin where neither this nor --person is given.")
@click.option("--person", help="Whose key it is: see `qa people`.")
@click.option("--agent", help="The only agent that it reaches.")
@click.option("--team", "teams", multiple=True, help="A team that it reaches; several times for several.")
@click.option("--days", type=click.IntRange(1, 36_500), help="How long it is valid.")
@click.option("--list", "listed", is_flag=True, help="List the keys that were made, never the keys themselves.")
@click.option("--revoke", is_flag=True, help="End the keys called NAME.")
def command(
    *,
    name: str | None,
    role: Role | None,
    person: str | None,
    agent: str | None,
    teams: tuple[str, ...],
    days: int | None,
    listed: bool,
    revoke: bool,
) -> None:
    """Make an API key called NAME and print it, this once; keys of the same name end. Its digest alone is kept."""
    if listed == (name is not None):
        raise click.UsageError("give a NAME, or --list")
    until = datetime.now(UTC) + timedelta(days=days) if days else None
    role = role or (None if person else "admin")
    with database(config.read()) as settings:
        if listed:
            click.echo("\n".join(asyncio.run(_lines(settings))))
        elif revoke:
            asyncio.run(_revoke(settings, name or ""))
        else:
            told = {"person": person, "agent": agent, "teams": teams, "expires_at": until, "made_by": "qa keys"}
            click.echo(asyncio.run(make(settings, name or "", role, **told)))


async def make(settings: Settings, name: str, role: Role | None, **more: Any) -> str:
    """Make a key on the settings' database; keys of the same name end."""
    from qa_service.access.keys import create
    from qa_service.store import audit, keys
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=1)
    try:
        async with store.transaction() as db:
            await keys.REVOKE.run(db, name)
            await audit.by_command(db, f"qa keys {name}", [more["agent"]] if more.get("agent") else [])
            return await create(db, name=name, role=role, **more)
    finally:
        await store.close()


async def _revoke(settings: Settings, name: str) -> None:
    from qa_service.store import audit, keys
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=1)
    try:
        async with store.transaction() as db:
            if not await keys.REVOKE.run(db, name):
                raise NotFound(f"no key called {name!r} is valid")
            await audit.by_command(db, f"qa keys {name} --revoke")
    finally:
        await store.close()


async def _lines(settings: Settings) -> list[str]:
    from qa_service.store import keys
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=1)
    try:
        async with store.connection() as db:
            rows = await keys.PAGE.all(db, None, 100_000)
    finally:
        await store.close()
    return [_line(row) for row in rows] or ["no key was made yet"]


def _line(row: Any) -> str:
    reaches = ", ".join(row.teams or ([row.agent] if row.agent else [])) or "as its role"
    ended = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else ""
    until = f"until {row.expires_at:%Y-%m-%d}" if row.expires_at else "for good"
    return f"{row.id}\t{row.name}\t{row.role}\t{row.person or '-'}\treaches {reaches}\t{ended or until}"
