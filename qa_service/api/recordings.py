"""Recordings in: one file of two channels, or one file a party, streamed to the spool."""

from pathlib import Path
from typing import Any

import anyio.to_thread
from litestar import Request, Response, Router, post
from litestar.datastructures import FormMultiDict, State, UploadFile
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType

from qa_service.access.hash_key import master_key
from qa_service.access.sign_in import WRITERS, allows
from qa_service.api.period import parts
from qa_service.api.problems import Rejected
from qa_service.config import Settings
from qa_service.errors import BadInput
from qa_service.exchange.interactions import Refused, sorted_out
from qa_service.pipeline.ingest import Incoming, Taken, ingest, reject
from qa_service.pipeline.spool import drop, write
from qa_service.queue.tasks import wake
from qa_service.store.interactions import StoredRecording
from transcription.audio import AudioError, probe
from transcription.interaction import Interaction

PARTIES = {"audio": "both", "agent": "agent", "customer": "customer"}


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
    form = await request.form()
    interaction, refused = _interaction(form)
    if interaction is None:
        await reject(database, refused, zone=settings.zone)
        raise Rejected(f"interaction: {refused[0].error}", [{"error": refused[0].error}])
    files = _files(form)
    spooled: list[StoredRecording] = []
    try:
        for party, upload in files.items():
            spooled.append(await anyio.to_thread.run_sync(_keep, upload, party, settings.spool))
        await anyio.to_thread.run_sync(_probe, spooled, files, settings.spool)
    except AudioError as error:
        drop(settings.spool, spooled)
        bad = Refused(line=1, error=f"recording: {error}", source=interaction.source, ref=interaction.id)
        await reject(database, [bad], zone=settings.zone)
        raise BadInput(str(error)) from None
    incoming = Incoming(interaction, tuple(spooled))
    taken = (await ingest(database, [incoming], master_key=master_key(settings), zone=settings.zone))[0]
    if taken.status == "known":
        drop(settings.spool, spooled)
    await wake(state.sender, "transcribe")
    return Response(taken, status_code=202)


def _interaction(form: FormMultiDict) -> tuple[Interaction | None, list[Refused]]:
    told = form.get("interaction")
    if isinstance(told, UploadFile):
        told = told.file.read()
    if not isinstance(told, str | bytes) or not told.strip():
        raise BadInput("interaction: this field is missing; it holds interaction/v1 as JSON")
    data = told.encode() if isinstance(told, str) else told
    good, refused = sorted_out(data, recordings=True, without_turns=True)
    if len(good) + len(refused) != 1:
        raise BadInput(f"interaction: holds {len(good)} interactions; send one with each recording")
    return good[0] if good else None, refused


def _files(form: FormMultiDict) -> dict[str, UploadFile]:
    """Party -> file: `audio` alone, or `agent` and `customer` together."""
    given = {PARTIES[name]: file for name, file in form.items() if name in PARTIES and isinstance(file, UploadFile)}
    if set(given) not in ({"both"}, {"agent", "customer"}):
        fields = ", ".join(sorted(form)) or "nothing"
        raise BadInput(f"send one file as 'audio', or two as 'agent' and 'customer'; this request has {fields}")
    return given


def _keep(upload: UploadFile, party: str, spool: Path) -> StoredRecording:
    return write(upload.file, party, spool)


def _probe(spooled: list[StoredRecording], files: dict[str, UploadFile], spool: Path) -> None:
    for recording in spooled:
        try:
            probe(spool / recording.path)
        except AudioError as error:
            raise AudioError(f"{files[recording.party].filename}: {error}") from None


def router(settings: Settings) -> Router:
    return Router(path="/", route_handlers=[take], request_max_body_size=settings.max_recording_mb * 1_000_000)
