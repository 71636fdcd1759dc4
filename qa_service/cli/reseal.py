"""`qa reseal`: the recordings in the spool under the first key, so that the others are not needed any more."""

import sys

import click

from qa_service import config
from qa_service.pipeline.sealed import SealError


@click.command()
def command() -> None:
    """Seal every recording in the spool anew under the first of QA_SPOOL_KEYS; the service may run meanwhile.

    Before, set QA_SPOOL_KEYS=NEW,OLD and restart the workers, then the API. After exit code 0 OLD can go.
    """
    from qa_service.pipeline.spool import reseal, spool_of

    spool = spool_of(config.read())
    moved = passed = failed = 0
    for name, outcome in reseal(spool):
        if isinstance(outcome, SealError):
            failed += 1
            click.echo(f"{spool.folder / name}: {outcome}", err=True)
        elif outcome:
            moved += 1
        else:
            passed += 1
    click.echo(
        f"{moved} sealed anew under key {spool.keys[0].id.hex()}, {passed} were already, {failed} cannot be opened"
    )
    sys.exit(1 if failed else 0)
