"""Learn what redaction's tagger knows from marked conversations.

`python -m qa_service.evaluation.redaction_learning FOLDER OUT` reads what is marked in FOLDER's LEARNED_FROM (format:
redaction_marked) and generated ones beside them, and writes the weights into OUT. Some minutes.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec

from qa_service.evaluation.redaction_marked import Marked, read
from qa_service.evaluation.redaction_set.cases import Case, items, near_misses
from transcription.redaction.folding import Token, fold, words
from transcription.redaction.language import stops
from transcription.redaction.learned import OUTSIDE, Told
from transcription.redaction.listed import listed
from transcription.redaction.passage import Passage
from transcription.redaction.placeholders import placeholder
from transcription.redaction.tagging import Line

LEARNED_FROM = ("marked", "marked_second", "marked_third", "marked_fourth", "learned_from")
"""What is not among them tells how good it is: nobody's texts are both."""
SEED = 1
EACH_ITEM, EACH_NEAR_MISS = 30, 160
"""Generated ones per type, language and way: forms that people who write conversations are too few for."""
LEAST, BESIDE = 0.5, 0.3
PARAMETERS = {"c1": 0.05, "c2": 0.02, "max_iterations": 150, "feature.possible_transitions": True}
"""L1 and L2 of the weights: the best of a handful by what a quarter, held out, says."""
_TELLING, _SEEN = 500, 3
_NONE = "none"
CONTEXT_TURNS = 6

Span = tuple[int, int, str]


class Turn(NamedTuple):
    text: str
    spans: tuple[Span, ...]


class Conversation(NamedTuple):
    """A conversation: its language and turns."""

    language: str
    turns: tuple[Turn, ...]


def marked(case: Marked) -> Conversation:
    spans: dict[int, list[Span]] = defaultdict(list)
    for turn, start, end, kind in case.items:
        spans[turn].append((start, end, kind))
    return Conversation(case.language, tuple(Turn(one.text, tuple(spans[at])) for at, one in enumerate(case.turns)))


def generated(case: Case) -> Conversation:
    spans: dict[int, list[Span]] = defaultdict(list)
    for turn, start, end in case.spans:
        spans[turn].append((start, end, case.kind))
    return Conversation(case.language, tuple(Turn(text, tuple(spans[at])) for at, (_, text) in enumerate(case.turns)))


def masked(turn: Turn, out: Iterable[Span]) -> Turn:
    """With some of its items replaced by placeholders, as whoever reads on sees it."""
    gone = sorted(out)
    text, at, spans = "", 0, list[Span]()
    for start, end, kind in sorted(turn.spans):
        text += turn.text[at:start]
        here = len(text)
        text += placeholder(kind) if (start, end, kind) in gone else turn.text[start:end]
        if (start, end, kind) not in gone:
            spans.append((here, len(text), kind))
        at = end
    return Turn(text + turn.text[at:], tuple(spans))


def lines(case: Conversation, random: Random) -> Iterator[tuple[Turn, str]]:
    """Each turn with those before it; once more in small letters, and with some of its items taken out."""
    before: list[str] = []
    for turn in case.turns:
        heard = "\n".join(before[-CONTEXT_TURNS:])
        yield turn, heard
        lower = turn.text.lower()
        if lower != turn.text and len(lower) == len(turn.text) and random.random() < 0.5:
            yield Turn(lower, turn.spans), heard
        if len(turn.spans) > 1:
            yield masked(turn, random.sample(turn.spans, random.randrange(1, len(turn.spans)))), heard
        before.append(masked(turn, turn.spans).text)


def tags(said: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    """B-type where an item begins, I-type where it goes on, O elsewhere."""
    made: list[str] = []
    last: Span | None = None
    for token in said:
        here = next((span for span in spans if token.start < span[1] and span[0] < token.end), None)
        made.append(OUTSIDE if here is None else f"{'I' if here == last else 'B'}-{here[2]}")
        last = here
    return made


def telling(cases: Sequence[Conversation]) -> list[str]:
    """Of each language the words in turns with an item, or before one, more than elsewhere; no names or numbers."""
    chosen: set[str] = set()
    for language in sorted({case.language for case in cases}):
        seen, near = Counter[str](), Counter[tuple[str, str]]()
        names = (listed(language).given | listed(language).family) - stops()
        for case in cases:
            if case.language != language:
                continue
            for at, turn in enumerate(case.turns):
                said = set(words(fold(masked(turn, turn.spans).text))) - names
                said = {word for word in said if not any(sign.isdecimal() for sign in word)}
                kinds = {kind for one in case.turns[at : at + 2] for *_, kind in one.spans} or {_NONE}
                seen.update(said)
                near.update((word, kind) for word in said for kind in kinds)
        whole = sum(seen.values())
        of_kind = Counter[str]()
        for (_, kind), count in near.items():
            of_kind[kind] += count
        weight: dict[str, float] = {}
        for (word, kind), count in near.items():
            if seen[word] >= _SEEN:
                more = ((count + 0.5) / (seen[word] + 1) - of_kind[kind] / whole) * count**0.5
                weight[word] = max(weight.get(word, 0.0), more)
        chosen |= set(sorted(weight, key=lambda word: (-weight[word], word))[:_TELLING])
    return sorted(chosen)


def learn(cases: Sequence[Conversation], told: AbstractSet[str], out: Path) -> None:
    crfsuite: Any = import_module("pycrfsuite")  # it has no types
    trainer = crfsuite.Trainer(verbose=False)
    trainer.set_params(PARAMETERS)
    random = Random(SEED)
    for case in cases:
        for turn, before in lines(case, random):
            line = Line(Passage(turn.text, before, case.language), told)
            if line.tokens:
                seen = line.seen(0, len(line.tokens))
                trainer.append(crfsuite.ItemSequence(seen), tags(line.tokens, turn.spans))
    trainer.train(str(out))


def generated_cases() -> Iterator[Conversation]:
    """Of the half whose phrases the rules are tuned on."""
    for case in (*items(SEED, EACH_ITEM, "tune"), *near_misses(SEED, EACH_NEAR_MISS, "tune")):
        yield generated(case)


def texts(folder: Path) -> list[Path]:
    return [path for name in LEARNED_FROM for path in sorted((folder / name).glob("*.txt"))]


def digest(paths: Sequence[Path]) -> str:
    return sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def main(arguments: Sequence[str]) -> None:
    folder, out = (Path(one) for one in arguments)
    paths = texts(folder)
    cases = [marked(case) for path in paths for case in read(path)]
    told = telling(cases)
    learn([*cases, *generated_cases()], frozenset(told), out / "tagger.crfsuite")
    kept = Told(
        telling=told,
        least=LEAST,
        beside=BESIDE,
        learned_from={"conversations": str(len(cases)), "sha256": digest(paths)},
    )
    out.joinpath("tagger.json").write_bytes(msgspec.json.format(msgspec.json.encode(kept)) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
