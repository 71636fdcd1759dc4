"""`qa redact`: interactions in, the same without personal items out."""

import secrets
import sys

import click

from qa_service import config
from transcription import interaction as interactions
from transcription.interaction import Interaction, InteractionError


@click.command("redact")
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON each, on a terminal too.")
def command(file: str, as_json: bool) -> None:
    """Take cards, accounts, ids, phones, e-mail, births, addresses, codes and names out of FILE ('-' is stdin).

    Each leaves its type, place and a hash under QA_HASH_KEY, derived per customer; unset, the key is random per run.
    """
    from qa_service.pipeline.recognisers import plug
    from transcription.redaction.keys import customer_key
    from transcription.redaction.redactor import redact

    plug(config.read())
    key = master_key()
    failed = False
    for _, read in interactions.read(_content(file)):
        if isinstance(read, InteractionError):
            failed = True
            click.echo(f"{file}: {read}", err=True)
        else:
            show(redact(read, customer_key(key, read)), as_json=as_json)
    if failed:
        sys.exit(1)


def master_key() -> bytes:
    """QA_HASH_KEY, or a key that nobody will see again."""
    given = config.read().hash_key
    return given.encode() if given else secrets.token_bytes(32)


def show(interaction: Interaction, *, as_json: bool) -> None:
    """Print one line of JSON; indented where a person looks on and did not ask for lines."""
    import msgspec

    line = interactions.encode(interaction)
    if sys.stdout.isatty() and not as_json:
        line = msgspec.json.format(line, indent=2)
    click.echo(line)


def _content(file: str) -> bytes:
    try:
        with click.open_file(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise click.ClickException(f"{file}: cannot be opened: {error.strerror}") from None
