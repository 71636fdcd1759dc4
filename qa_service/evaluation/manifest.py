"""What labels were when they were put down: `MANIFEST.json` beside them, with the hash of every file.

`python -m qa_service.evaluation.manifest FOLDER [LANGUAGE…]` writes it; without languages `split` stays as it was.
Of a language under `split` the half `dev` may be worked with; figures are of `test` alone. Others are kept from those
who work on the rules: figures are of all.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

NAME = "MANIFEST.json"
RULE = "an id is 'test' where the first hexadecimal digit of its sha256 is odd, else 'dev'"


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`files`: sha256 by path from the folder."""

    rule: str
    split: tuple[str, ...]
    files: dict[str, str]


def is_test(name: str) -> bool:
    """Whether the id falls into the half that no rule was worked on with: RULE."""
    return int(sha256(name.encode()).hexdigest()[0], 16) % 2 == 1


def read(folder: Path) -> Manifest:
    return msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)


def hashes(folder: Path) -> dict[str, str]:
    """Of every file of JSON Lines below the folder."""
    files = sorted(folder.rglob("*.jsonl"))
    return {file.relative_to(folder).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}


def changed(folder: Path) -> list[str]:
    """Files that are new, gone or not what they were."""
    told, found = read(folder).files, hashes(folder)
    return sorted(name for name in told.keys() | found.keys() if told.get(name) != found.get(name))


def write(folder: Path, split: tuple[str, ...]) -> None:
    made = Manifest(rule=RULE, split=split, files=hashes(folder))
    (folder / NAME).write_text(json.dumps(msgspec.to_builtins(made), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    place = Path(sys.argv[1])
    write(place, tuple(sys.argv[2:]) or read(place).split)
