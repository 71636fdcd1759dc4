"""What a form of a page says, field by field; what cannot be read is BadInput that names the field."""

from contextlib import aclosing
from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict, State
from litestar.enums import RequestEncodingType
from msgspec import Struct

from qa_service.errors import BadInput
from qa_service.exchange.multipart_body import Begun, events

LONGEST = 4000


class Sent(Struct, frozen=True):
    """A file of a form."""

    filename: str
    content: bytes


class FormInMemory(Request[Any, Any, State]):
    """A request whose form stays in memory, as long as the route allows a body to be.

    The framework keeps a file of more than 1 MB in a temporary one, on disk in clear.
    """

    _read: FormMultiDict | None = None

    async def form(self) -> FormMultiDict:
        """Read the form once; its files are `Sent`."""
        kind, options = self.content_type
        if kind != RequestEncodingType.MULTI_PART:
            return await super().form()
        if self._read is None:
            self._read = await self._multipart(options.get("boundary", ""))
        return self._read

    async def _multipart(self, boundary: str) -> FormMultiDict:
        if not boundary:
            raise BadInput("the form cannot be read: its Content-Type names no boundary")
        fields: list[tuple[str, str | Sent]] = []
        field, held = Begun("", None), bytearray()
        async with aclosing(events(self.stream(), boundary)) as coming:
            async for event in coming:
                if isinstance(event, Begun):
                    field, held = event, bytearray()
                elif event:
                    held += event
                else:
                    fields.append((field.name, _value(field, bytes(held))))
        return FormMultiDict(fields)


def _value(field: Begun, content: bytes) -> str | Sent:
    if field.filename:
        return Sent(field.filename, content)
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise BadInput(f"{field.name}: is no text in UTF-8") from None


def file(form: FormMultiDict, name: str) -> Sent:
    """A file's name and content; a field that is typed is a file without a name, a missing one is empty."""
    found = form.get(name)
    return found if isinstance(found, Sent) else Sent("", str(found or "").encode())


def text(form: FormMultiDict, name: str, *, required: bool = False) -> str:
    """A field without the spaces around it."""
    value = form.get(name)
    found = value.strip() if isinstance(value, str) else ""
    if required and not found:
        raise BadInput(f"{name}: is required")
    if len(found) > LONGEST or "\0" in found:
        raise BadInput(f"{name}: is longer than {LONGEST} characters, or holds what no text has")
    return found


def number(form: FormMultiDict, name: str, *, least: int, most: int) -> int:
    given = text(form, name)
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise BadInput(f"{name}: {given!r} is no whole number from {least} to {most}")
    return int(given)
