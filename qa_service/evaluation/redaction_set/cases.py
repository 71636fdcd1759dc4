"""Conversations with one item or one near miss each, with where it stands; a third misheard or split over turns."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Literal, NamedTuple

from qa_service.evaluation.redaction_set import near
from qa_service.evaluation.redaction_set.items import EVERYWHERE, NATIONAL, Item, item
from qa_service.evaluation.redaction_set.texts import LANGUAGES, texts

Flaw = Literal["none", "misheard", "split"]
Phrases = Literal["tune", "report"]


class Case(NamedTuple):
    """`turns` are (speaker, text); `spans` the item's pieces as (turn, start, end); a near miss has none."""

    kind: str
    language: str
    spoken: bool
    flaw: Flaw
    turns: tuple[tuple[str, str], ...]
    spans: tuple[tuple[int, int, int], ...]


def kinds(language: str) -> tuple[str, ...]:
    return (*EVERYWHERE, *([NATIONAL[language]] if language in NATIONAL else []))


def items(seed: int, each: int, phrases: Phrases) -> Iterator[Case]:
    """`each` per type, language and way of giving it."""
    for language in LANGUAGES:
        for kind in kinds(language):
            for spoken in (False, True):
                random = Random(f"{seed} {language} {kind} {spoken}")
                for _ in range(each):
                    yield _case(kind, language, random, spoken=spoken, phrases=phrases)


def near_misses(seed: int, each: int, phrases: Phrases) -> Iterator[Case]:
    """`each` per kind of number, language and way of giving it."""
    for language in LANGUAGES:
        carriers = getattr(texts(language).near, phrases)
        for kind, templates in carriers.items():
            for spoken in (False, True):
                random = Random(f"{seed} near {language} {kind} {spoken}")
                for _ in range(each):
                    said = near.filled(random.choice(templates), language, random, spoken=spoken)
                    turns = _turns(said, lower=_lower(language, random, spoken=spoken))
                    yield Case(kind, language, spoken, "none", tuple(turns), ())


def _case(kind: str, language: str, random: Random, *, spoken: bool, phrases: Phrases) -> Case:
    made = item(kind, language, random, spoken=spoken)
    carrier = random.choice(getattr(texts(language), phrases)[kind])
    flaw = _flaw(made, random, spoken=spoken)
    if flaw == "misheard":
        made = made._replace(parts=misheard(made, language, random))
    turns = _turns(carrier, lower=False)
    at = next(number for number, (_, text) in enumerate(turns) if "{x}" in text)
    pieces = _split(made, random) if flaw == "split" else [made.gap.join(made.parts)]
    return _placed(kind, language, random, spoken, flaw, turns, at, pieces)


def _flaw(made: Item, random: Random, *, spoken: bool) -> Flaw:
    """Half of those that can have one: what is written in one piece has none, so it comes to a third of all."""
    able: list[Flaw] = ["split"] if len(made.parts) > 1 else []
    if spoken and made.digits and len(made.parts) > 2:
        able.append("misheard")
    return random.choice(able) if able and random.random() < 0.5 else "none"


def _placed(
    kind: str,
    language: str,
    random: Random,
    spoken: bool,
    flaw: Flaw,
    turns: list[tuple[str, str]],
    at: int,
    pieces: Sequence[str],
) -> Case:
    """The pieces in their turns, with what the other party says in between."""
    speaker, carrier = turns[at]
    other = "agent" if speaker == "customer" else "customer"
    before, after = carrier.split("{x}")
    made = list(turns[:at])
    spans: list[tuple[int, int, int]] = []
    for number, piece in enumerate(pieces):
        head = before if number == 0 else ""
        tail = after if number == len(pieces) - 1 else ""
        spans.append((len(made), len(head), len(head) + len(piece)))
        made.append((speaker, f"{head}{piece}{tail}"))
        if number < len(pieces) - 1:
            reads_back = random.random() < 0.3 and any(character.isdigit() for character in piece)
            said = piece if reads_back else random.choice(texts(language).acks)
            if reads_back:
                spans.append((len(made), 0, len(said)))
            made.append((other, said))
    made += turns[at + 1 :]
    if _lower(language, random, spoken=spoken):
        made = [(who, _plain(text)) for who, text in made]
        spans = [
            (turn, len(_plain(made_text[:start])), end - start + len(_plain(made_text[:start])))
            for (turn, start, end), made_text in ((span, made[span[0]][1]) for span in spans)
        ]
    return Case(kind, language, spoken, flaw, tuple(made), tuple(spans))


def _turns(carrier: str, *, lower: bool) -> list[tuple[str, str]]:
    turns = [("agent" if part[0] == "A" else "customer", part[2:]) for part in carrier.split(" | ")]
    return [(who, _plain(text)) for who, text in turns] if lower else turns


def _lower(language: str, random: Random, *, spoken: bool) -> bool:
    """Whether the engine writes small letters without marks."""
    return spoken and language != "zh" and random.random() < 0.6


def _plain(text: str) -> str:
    """As long as before: marks become spaces inside, so that places stay."""
    return text.lower().replace("?", " ").replace(",", " ")


def _split(made: Item, random: Random) -> list[str]:
    """Two to four pieces of consecutive parts."""
    count = min(len(made.parts), random.choice([2, 2, 3, 4]))
    cuts = sorted(random.sample(range(1, len(made.parts)), count - 1))
    bounds = [0, *cuts, len(made.parts)]
    return [made.gap.join(made.parts[start:end]) for start, end in pairwise(bounds)]


def misheard(made: Item, language: str, random: Random) -> tuple[str, ...]:
    """One or two errors of recognition: another word, a lost or a strange one, a hesitation."""
    parts = list(made.parts)
    given = texts(language)
    for _ in range(random.choice([1, 1, 2])):
        if len(parts) < 3:
            break
        at = random.randrange(1, len(parts) - 1)
        error = random.choice(["homophone", "homophone", "hesitation", "lost", "strange"])
        if error == "homophone":
            able = [place for place in range(len(parts)) if parts[place] in given.numbers.misheard]
            if able:
                place = random.choice(able)
                parts[place] = random.choice(given.numbers.misheard[parts[place]])
        elif error == "hesitation":
            parts.insert(at, random.choice(given.hesitations))
        elif error == "lost" and len(parts) > 8:
            del parts[at]
        elif error == "strange" and len(parts) > 8:
            parts[at] = random.choice(given.strange)
    return tuple(parts)
