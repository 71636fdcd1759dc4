"""A multipart body as it comes in: its fields begin, go on and end, and no byte of them is put on a disk."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, NamedTuple

# python-multipart, where it is installed too, has a folder of this name, which only type checkers take for it
from multipart import MultipartError, MultipartSegment, PushMultipartParser  # pyright: ignore[reportAttributeAccessIssue]

from qa_service.errors import BadInput

MOST_PARTS = 100


class Begun(NamedTuple):
    """A field that begins; one without the name of a file is text."""

    name: str
    filename: str | None


async def events(body: AsyncIterator[bytes], boundary: str) -> AsyncGenerator[Begun | bytes | None]:
    """What a field begins with, its bytes piece by piece, and None where it ends. Raises BadInput for no form."""
    try:
        with PushMultipartParser(boundary, max_segment_count=MOST_PARTS) as parser:
            async for chunk in body:
                for event in parser.parse(chunk) if chunk else ():
                    yield _told(event)
    except MultipartError as error:
        raise BadInput(f"the form cannot be read: {error}") from None


def _told(event: Any) -> Begun | bytes | None:
    if isinstance(event, MultipartSegment):
        return Begun(event.name or "", event.filename or None)
    return bytes(event) if event else None
