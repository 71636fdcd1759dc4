"""A form whose files are sealed into the spool while they come in.

The framework's own forms keep what is larger than 1 MB in a temporary file, on disk in clear.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from typing import NamedTuple

import anyio.to_thread

from qa_service.errors import BadInput
from qa_service.exchange.multipart_body import Begun, events
from qa_service.pipeline.spool import Arriving, Spool, drop
from qa_service.store.interactions import StoredRecording

BUFFER = 1 << 20


class Form(NamedTuple):
    """`texts` by the field's name; `recordings` in the spool already, with the names of their files by party."""

    texts: dict[str, bytes]
    recordings: list[StoredRecording]
    filenames: dict[str, str]


async def received(
    body: AsyncIterator[bytes], boundary: str, *, parties: Mapping[str, str], spool: Spool, most_text: int
) -> Form:
    """Read a multipart body to its end. A file in a field of `parties` is that party's recording.

    Raises BadInput where it is no form, or one text has more than `most_text` bytes; nothing of it stays then.
    """
    arrivals = _Arrivals(parties, spool, most_text)
    try:
        async with aclosing(events(body, boundary)) as coming:
            async for event in coming:
                await arrivals.take(event)
    except BaseException:
        arrivals.drop()
        raise
    return arrivals.form


class _Arrivals:
    """What has come in of a form so far: whole fields in `form`, and the one that is being read."""

    def __init__(self, parties: Mapping[str, str], spool: Spool, most_text: int) -> None:
        self.form = Form({}, [], {})
        self._parties, self._spool, self._most_text = parties, spool, most_text
        self._name = ""
        self._arriving: Arriving | None = None
        self._held = bytearray()

    async def take(self, event: Begun | bytes | None) -> None:
        """One event: a field begins, goes on, or (None) ends."""
        if isinstance(event, Begun):
            self._begin(event)
        elif event:
            self._held += event
            if self._arriving is None and len(self._held) > self._most_text:
                raise BadInput(f"{self._name}: has more than {self._most_text} bytes")
            if self._arriving is not None and len(self._held) >= BUFFER:
                await self._seal(self._arriving)
        else:
            await self._end()

    def drop(self) -> None:
        if self._arriving is not None:
            self._arriving.dropped()
        drop(self._spool.folder, self.form.recordings)

    def _begin(self, field: Begun) -> None:
        self._name = field.name
        party = self._parties.get(self._name)
        if self._name in self.form.texts or party in self.form.filenames:
            raise BadInput(f"{self._name}: is in the form twice")
        if party is not None and field.filename:
            self._arriving = Arriving(party, self._spool)
            self.form.filenames[party] = field.filename

    async def _end(self) -> None:
        if self._arriving is None:
            self.form.texts[self._name] = bytes(self._held)
        else:
            await self._seal(self._arriving)
            self.form.recordings.append(await anyio.to_thread.run_sync(self._arriving.kept))
            self._arriving = None
        self._held = bytearray()

    async def _seal(self, arriving: Arriving) -> None:
        held, self._held = bytes(self._held), bytearray()
        await anyio.to_thread.run_sync(arriving.write, held)
