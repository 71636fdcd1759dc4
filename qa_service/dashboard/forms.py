"""What a form of a page says, field by field; what cannot be read is BadInput that names the field."""

from litestar.datastructures import FormMultiDict

from qa_service.errors import BadInput

LONGEST = 4000


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
