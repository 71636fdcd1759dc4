"""One TOML file -> one Struct, or everything that is wrong with it, with its lines."""

import functools
import operator
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from benchmarks.checks import Invalid
from benchmarks.locate import line_of
from benchmarks.model import AnyIndicator, Benchmark, Slot

Read = TypeVar("Read", bound=Struct)
_PARTS = {"indicators": AnyIndicator, "slots": Slot}
_LEFT_OUT = "..."  # how a ValidationError tells a key of a table
_A_KEY = "key` in `"  # and that the key itself is wrong
_Place = tuple[str | int, ...]


class Fault(Struct, frozen=True):
    """What is wrong, or odd, and where: `line` from 1, `field` as `indicators[2].role`."""

    file: Path
    line: int | None
    field: str
    message: str

    def __str__(self) -> str:
        at = f" line {self.line}:" if self.line else ""
        return f"{self.file}:{at} {self.field + ': ' if self.field else ''}{self.message}"


class Source(NamedTuple, Generic[Read]):
    """A file that was read, and its text, to say where something is wrong."""

    file: Path
    text: str
    content: Read

    def fault(self, invalid: Invalid) -> Fault:
        return _placed(self.file, self.text, invalid)


def read(file: Path, kind: type[Read], faults: list[Fault]) -> Source[Read] | None:
    """The file's content; None where it cannot be read, with the reasons added to `faults`."""
    try:
        text = file.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except OSError as error:
        faults.append(Fault(file, None, "", error.strerror or str(error)))
    except UnicodeDecodeError as error:
        faults.append(Fault(file, None, "", f"is not UTF-8: byte {error.start}"))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(file, None, "", str(error)))
    else:
        try:
            return Source(file, text, msgspec.convert(raw, kind))
        except msgspec.ValidationError as error:
            found = list(_wrong_parts(raw)) if kind is Benchmark else []
            found = found or [_invalid(error, raw, kind)]
            faults += [_placed(file, text, one) for one in found]
    return None


def _wrong_parts(raw: dict[str, Any]) -> Iterator[Invalid]:
    """The first wrong thing of the benchmark itself, and of each of its indicators and slots."""
    whole = {key: value for key, value in raw.items() if key not in _PARTS}
    try:
        msgspec.convert(whole, Benchmark)
    except msgspec.ValidationError as error:
        yield _invalid(error, whole, Benchmark)
    for field, kind in _PARTS.items():
        parts = raw.get(field, [])
        for number, part in enumerate(parts if isinstance(parts, list) else []):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            try:
                msgspec.convert(part, kind)
            except msgspec.ValidationError as error:
                found = _invalid(error, part, kind)
                yield found._replace(path=(field, number, *found.path))


def _invalid(error: msgspec.ValidationError, raw: Any, kind: Any) -> Invalid:
    message, _, place = str(error).partition(" - at `")
    path = _named(_path(place.removeprefix(_A_KEY).rstrip("`")), error, raw, kind)
    unknown = re.search(r"'(.*)'" if place.startswith(_A_KEY) else r"unknown field `(\w+)`", message)
    return Invalid((*path, unknown[1]) if unknown else path, message)


def _named(path: _Place, error: msgspec.ValidationError, raw: Any, kind: Any) -> _Place:
    """With the keys of tables that the error leaves out: those that alone make it."""
    for at, part in enumerate(path):
        if part != _LEFT_OUT:
            continue
        for key in functools.reduce(operator.getitem, path[:at], raw):
            only = _only(raw, path[:at], key)
            try:
                msgspec.convert(only, kind)
            except msgspec.ValidationError as other:
                if str(other) == str(error):
                    path, raw = (*path[:at], key, *path[at + 1 :]), only
                    break
    return path


def _only(raw: Any, place: _Place, key: str) -> Any:
    """The same with one key alone in the table at `place`."""
    if not place:
        return {key: raw[key]}
    inner = _only(raw[place[0]], place[1:], key)
    if isinstance(raw, list):
        return [inner if number == place[0] else one for number, one in enumerate(raw)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return {**raw, place[0]: inner}


def _path(place: str) -> _Place:
    """`.indicators[2].phrases[...][0]` -> ('indicators', 2, 'phrases', '...', 0)."""
    found = re.findall(r"\.(\w+)|\[(\d+)\]|\[(\.\.\.)\]", place)
    return tuple(int(number) if number else name or dots for name, number, dots in found)


def _placed(file: Path, text: str, invalid: Invalid) -> Fault:
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in invalid.path).lstrip(".")
    return Fault(file, line_of(text, invalid.path, invalid.said), field, _lowered(invalid.message))


def _lowered(message: str) -> str:
    """A message that goes on after a colon; names in capitals stay."""
    return message if message[1:2].isupper() else message[:1].lower() + message[1:]
