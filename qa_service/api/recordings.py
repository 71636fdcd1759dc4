"""Recordings in: one file of two channels, or one file a party, streamed to the spool."""

from typing import Any

import anyio.to_thread
from anyio import CapacityLimiter
from litestar import Request, Response, Router, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType

from qa_service.access.hash_key import master_key
from qa_service.access.sign_in import WRITERS, allows
from qa_service.api.period import parts
from qa_service.api.problems import Rejected
from qa_service.api.uploads import Form, received
from qa_service.config import Settings
from qa_service.errors import BadInput
from qa_service.exchange.interactions import Refused, sorted_out
from qa_service.pipeline.ingest import Incoming, Taken, ingest, reject
from qa_service.pipeline.spool import Spool, drop, opened, spool_of
from qa_service.queue.tasks import wake
from qa_service.store.database import Database
from transcription.audio import AudioError, probe
from transcription.interaction import Interaction

PARTIES = {"audio": "both", "agent": "agent", "customer": "customer"}
FIELDS = {party: field for field, party in PARTIES.items()}
# Each holds a recording in memory while it is looked at.
PROBES = CapacityLimiter(2)


class _Form(Operation):
    """Says in the OpenAPI document what the handler reads as a stream."""

    def __post_init__(self) -> None:
        binary = Schema(type=OpenAPIType.STRING, content_media_type="application/octet-stream")
        schema = Schema(
            type=OpenAPIType.OBJECT,
            properties={
                "interaction": Schema(type=OpenAPIType.STRING, description="interaction/v1 without turns"),
                "audio": binary,
                "agent": binary,
                "customer": binary,
            },
            required=["interaction"],
            description="`audio` with two channels (agent, customer), or `agent` and `customer` with one each",
        )
        self.request_body = RequestBody(content={"multipart/form-data": OpenAPIMediaType(schema=schema)}, required=True)


@post("/recordings", guards=[allows(*WRITERS)], status_code=202, operation_class=_Form)
async def take(request: Request[Any, Any, State], state: State) -> Response[Taken]:
    """Take one call: its interaction and its audio. What is not audio is refused, and its row says failed and why."""
    database, settings = parts(state)
    spool = spool_of(settings)
    form = await _form(request, spool, most_text=settings.max_interaction_mb * 1_000_000)
    try:
        taken = await _taken(database, settings, spool, form)
    except BadInput:  # after any other error its row may be there all the same; if not, the sweep clears the files
        drop(spool.folder, form.recordings)
        raise
    if taken.status == "known":
        drop(spool.folder, form.recordings)
    await wake(state.sender, "transcribe")
    return Response(taken, status_code=202)


async def _form(request: Request[Any, Any, State], spool: Spool, *, most_text: int) -> Form:
    kind, options = request.content_type
    if kind != RequestEncodingType.MULTI_PART or not options.get("boundary"):
        raise BadInput("send multipart/form-data: the field 'interaction', and 'audio' or 'agent' and 'customer'")
    return await received(request.stream(), options["boundary"], parties=PARTIES, spool=spool, most_text=most_text)


async def _taken(database: Database, settings: Settings, spool: Spool, form: Form) -> Taken:
    interaction, refused = _interaction(form)
    if interaction is None:
        await reject(database, refused, zone=settings.zone)
        raise Rejected(f"interaction: {refused[0].error}", [{"error": refused[0].error}])
    _check_parties(form)
    try:
        await anyio.to_thread.run_sync(_probe, form, spool, limiter=PROBES)
    except AudioError as error:
        bad = Refused(line=1, error=f"recording: {error}", source=interaction.source, ref=interaction.id)
        await reject(database, [bad], zone=settings.zone)
        raise BadInput(str(error)) from None
    incoming = Incoming(interaction, tuple(form.recordings))
    return (await ingest(database, [incoming], master_key=master_key(settings), zone=settings.zone))[0]


def _interaction(form: Form) -> tuple[Interaction | None, list[Refused]]:
    told = form.texts.get("interaction", b"")
    if not told.strip():
        raise BadInput("interaction: this field is missing; it holds interaction/v1 as JSON")
    good, refused = sorted_out(told, recordings=True, without_turns=True)
    if len(good) + len(refused) != 1:
        raise BadInput(f"interaction: holds {len(good)} interactions; send one with each recording")
    return good[0] if good else None, refused


def _check_parties(form: Form) -> None:
    """`audio` alone, or `agent` and `customer` together."""
    if set(form.filenames) not in ({"both"}, {"agent", "customer"}):
        fields = ", ".join(sorted([*form.texts, *(FIELDS[party] for party in form.filenames)])) or "nothing"
        raise BadInput(f"send one file as 'audio', or two as 'agent' and 'customer'; this request has {fields}")


def _probe(form: Form, spool: Spool) -> None:
    for recording in form.recordings:
        try:
            with opened(recording, spool) as clear:
                probe(clear)
        except AudioError as error:
            raise AudioError(f"{form.filenames[recording.party]}: {error}") from None


def router(settings: Settings) -> Router:
    return Router(path="/", route_handlers=[take], request_max_body_size=settings.max_recording_mb * 1_000_000)
