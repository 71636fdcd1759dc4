"""On which line of a TOML text a value stands, for error messages; the text is known to parse."""

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-\"]+)\s*\]\]?")
_KEY = re.compile(r"\s*((?:[\w\-]+|\"[^\"]*\")(?:\.(?:[\w\-]+|\"[^\"]*\"))*)\s*=")
_PART = re.compile(r"[\w\-]+|\"[^\"]*\"")
Path = tuple[str | int, ...]


def line_of(text: str, path: Path, said: str | None = None) -> int | None:
    """Line, from 1, of the value at `path` (keys, and numbers of array items), or of the nearest thing around it.

    `said`, the value itself where it is text, finds items of arrays that span lines.
    """
    lines = text.splitlines()
    known = _keys(lines)
    for length in range(len(path), 0, -1):
        line = known.get(path[:length])
        if line is not None:
            return _item(lines, line, said) if said else line
    return None


def _keys(lines: Sequence[str]) -> dict[Path, int]:
    """Where each table and each key begins."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(lines, start=1):
        if header := _HEADER.match(line):
            table = _table(tuple(part.strip('"') for part in header[2].split(".")), counts, array=header[1] == "[[")
            for length in range(1, len(table) + 1):
                found.setdefault(table[:length], number)
        elif key := _KEY.match(line):
            names = tuple(part.strip('"') for part in _PART.findall(key[1]))
            for length in range(1, len(names) + 1):
                found.setdefault((*table, *names[:length]), number)
    return found


def _table(names: tuple[str, ...], counts: dict[Path, int], *, array: bool) -> Path:
    """The path of a table: under an array of tables, keys belong to the array's latest one."""
    path: Path = ()
    for depth, name in enumerate(names):
        path = (*path, name)
        if array and depth == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _item(lines: Sequence[str], start: int, said: str) -> int:
    for number in range(start, len(lines) + 1):
        if f'"{said}"' in lines[number - 1] or f"'{said}'" in lines[number - 1]:
            return number
    return start
