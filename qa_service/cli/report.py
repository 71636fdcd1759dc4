"""`qa report`: write a team's coaching report to files."""

import asyncio
from pathlib import Path

import click

from qa_service import config, logs
from qa_service.cli import findings
from qa_service.cli.database import database
from qa_service.config import Settings
from qa_service.errors import BadInput


@click.command()
@click.argument("team")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True)
def command(team: str, out: Path) -> None:
    """Write the coaching report of TEAM over the standing window, as PDF and HTML."""
    with database(config.read()) as settings:
        logs.configure(settings)
        for path in asyncio.run(_run(settings, team, out)):
            click.echo(path)


async def _run(settings: Settings, team: str, out: Path) -> list[Path]:
    from qa_service.access.names import check_report
    from qa_service.pipeline.report import request, told, write
    from qa_service.store import audit, people, reports
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=3)
    try:
        async with store.transaction() as db:
            made = await request(db, team, None, settings)
        while await write(store, settings):
            pass
        async with store.transaction() as db:
            row, rendered = await reports.GET.one(db, made), await reports.RENDERED.one(db, made)
            named = (await told(db, made)).named if rendered is not None and rendered.pdf is not None else False
            if named:  # written where agents may be named: what leaves is released, and known to have been read
                await check_report(db, settings, made)
                about = await people.AGENTS_OF_TEAM_NAMED.all(db, team, row.day_from, row.day_until) if row else []
                await audit.by_command(db, f"qa report {team}", [agent.ref for agent in about], what="report")
    finally:
        await store.close()
    written = findings.save(team, rendered, out) if rendered is not None else []
    if not written:
        raise BadInput(f"the report could not be written: {row.failure if row else 'it is gone'}")
    return written
