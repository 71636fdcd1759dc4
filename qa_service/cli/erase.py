"""`qa erase`: erase a customer and print the certificate."""

import asyncio
import sys

import click
import msgspec

from qa_service import config, logs
from qa_service.cli.database import database
from qa_service.config import Settings


@click.command()
@click.option("--customer", required=True, metavar="REF", help="The customer's reference; '-' reads it from stdin.")
@click.option("--by", default="command line", show_default=True, help="Who asked for it, for the certificate.")
def command(*, customer: str, by: str) -> None:
    """Erase a customer: transcripts, recordings, evidence, quotes, outcomes, and the key of their redaction hashes.

    Scores and facts stay and lead to nobody. Prints a certificate as JSON. Broken off and called again, it goes on.
    """
    ref = sys.stdin.read().strip() if customer == "-" else customer
    with database(config.read()) as settings:
        logs.configure(settings)
        found = asyncio.run(_run(settings, ref, by))
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())


async def _run(settings: Settings, ref: str, by: str) -> dict[str, object]:
    from qa_service.access.hash_key import master_key
    from qa_service.errors import Unavailable
    from qa_service.pipeline.erasure import erase, request
    from qa_service.store import audit, erasures
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=3)
    key = master_key(settings)
    try:
        async with store.transaction() as db:
            asked = await request(db, ref, by=by, master_key=key)
            await audit.by_command(db, f"qa erase: {asked.id}")
        while True:
            worked = await erase(store, settings, master_key=key)
            async with store.connection() as db:
                row = await erasures.GET.one(db, asked.id)
            if row is not None and row.state == "done" and row.certificate is not None:
                return row.certificate
            if row is None or row.state == "failed":
                raise Unavailable(f"the erasure failed: {row.failure if row else 'its row is gone'}")
            if not worked:
                await asyncio.sleep(0.5)  # a worker has it, or it waits to be tried again
    finally:
        await store.close()
