"""Speed and memory of scoring: `python -m tests.performance.scoring`.

Beside spaCy's blank tokeniser and sentence splitter on the same turns, no turn twice: pinned to one core, processor
seconds, both sides in turn over slices of text that neither has read before; what the first slice takes is start-up
and not counted. Then the cold command, memory over many interactions, and two processes beside one.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.synchronize import Barrier
from pathlib import Path

import msgspec
import spacy
from msgspec.structs import replace
from spacy.language import Language

from benchmarks.loader import load
from qa_service.embedded.sample_centre.centre import generate
from scoring.scorer import Scorer
from transcription.chat import transcript
from transcription.interaction import Interaction, read
from transcription.transcript import Transcript

WRITTEN = Path(__file__).parents[1] / "evaluation" / "blind"
LANGUAGES = ("en", "pl", "zh")
CHATS = {"en": 2400, "pl": 900, "zh": 900}
ROUNDS = 5
LEAST = {"speed": 0.6, "processes": 1.8}
MOST = {"cold": 1.5, "memory": 1.05}
# What is added to a turn that was said before, so that no turn comes twice.
NAMES = {
    "latin": [
        "Ada",
        "Bruno",
        "Celia",
        "Dario",
        "Edda",
        "Fabio",
        "Greta",
        "Hugo",
        "Irma",
        "Jonas",
        "Karin",
        "Luka",
        "Marta",
        "Nils",
        "Olga",
        "Pavel",
        "Rita",
        "Sven",
    ],
    "zh": list("安波晨丹峰刚海佳凯兰明宁鹏琴蓉森婷伟"),
}


def main() -> None:
    """Print the table; exits with 1 where a figure is beyond its bound."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--interactions", type=int, default=100_000, help="How many to watch the memory over.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--memory", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.memory:
        print(json.dumps(_memory(told.memory)))
        return
    within = [_speed(language, told.rounds) for language in LANGUAGES]
    within += [_cold(), _flat(told.interactions), _processes()]
    sys.exit(0 if all(within) else 1)


def _row(what: str, figures: str, bound: str, *, within: bool) -> bool:
    print(f"{what:<34} {figures:<66} {bound:<16} {'' if within else 'MISSED'}", flush=True)
    return within


def _speed(language: str, rounds: int) -> bool:
    """Turns a second of both, and the median over the rounds of their ratio."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    chats = list(_unique(language, itertools.islice(_chats(language), CHATS[language])))
    slices = [chats[at :: rounds + 1] for at in range(rounds + 1)]
    bare = spacy.blank(language)
    bare.add_pipe("sentencizer")
    scorer = Scorer(load())
    ours, theirs = [], []
    for some in slices:
        texts = [turn.text for chat in some for turn in chat.turns]
        ours.append(len(texts) / _seconds(lambda some=some: _score(scorer, some)))
        theirs.append(len(texts) / _seconds(lambda texts=texts: _tokenise(bare, texts)))
    os.sched_setaffinity(0, cores)
    ratios = [our / their for our, their in zip(ours[1:], theirs[1:], strict=True)]
    ratio = statistics.median(ratios)
    figures = (
        f"{ratio:.2f} ({min(ratios):.2f}..{max(ratios):.2f}): {statistics.median(ours[1:]):,.0f} turns/s"
        f" beside {statistics.median(theirs[1:]):,.0f}"
    )
    return _row(
        f"{language}: speed beside spaCy's", figures, f"at least {LEAST['speed']}", within=ratio >= LEAST["speed"]
    )


def _score(scorer: Scorer, chats: Iterable[Transcript]) -> None:
    for chat in chats:
        scorer.score(chat)


def _tokenise(bare: Language, texts: Sequence[str]) -> None:
    """As it is fastest: a memory zone, which keeps its memory flat as ours is, makes it several times slower."""
    for _ in bare.pipe(texts, batch_size=256):
        pass


def _seconds(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _chats(language: str) -> Iterator[Transcript]:
    """What people wrote for the evaluation, then the sample centre's."""
    written = WRITTEN / language / "interactions.jsonl"
    if written.is_file():
        for _, one in read(written.read_bytes()):
            if isinstance(one, Interaction):
                yield transcript(one, language=language)
    many = CHATS[language]
    for one in generate(chats=many if language == "en" else 0, per_language=0 if language == "en" else many):
        if one.language == language:
            yield transcript(one)


def _unique(language: str, chats: Iterable[Transcript]) -> Iterator[Transcript]:
    """No turn twice: one that was said before gets names behind it."""
    said: set[str] = set()
    space = "" if language == "zh" else " "
    names = itertools.product(NAMES.get(language, NAMES["latin"]), repeat=4)
    for chat in chats:
        turns = []
        for turn in chat.turns:
            text = f"{turn.text}{space}{space.join(next(names))}" if turn.text in said else turn.text
            said.add(text)
            turns.append(replace(turn, text=text))
        yield replace(chat, turns=tuple(turns))


def _cold() -> bool:
    """Wall seconds of `qa score` of one interaction from a cold start, beside a bare pipeline of spaCy's from one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.json"
        file.write_bytes(msgspec.json.encode(next(generate(chats=1, per_language=0))))
        score = [sys.executable, "-m", "qa_service.cli.main", "score", str(file)]
        bare = [sys.executable, "-c", "import spacy; spacy.blank('en').add_pipe('sentencizer')"]
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(_wall(score))
            theirs.append(_wall(bare))
    seconds = min(ours)
    figures = f"{seconds:.2f} s, {seconds / min(theirs):.2f} of a start of spaCy's alone"
    return _row("cold `qa score` of one", figures, f"at most {MOST['cold']} s", within=seconds <= MOST["cold"])


def _wall(command: Sequence[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _flat(interactions: int) -> bool:
    """Memory after all of them beside memory after a fifth."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "chats.jsonl"
        with file.open("wb") as lines:
            lines.writelines(msgspec.json.encode(one) + b"\n" for one in generate(chats=interactions, per_language=0))
        command = [sys.executable, "-m", "tests.performance.scoring", "--memory", str(file)]
        early, late = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    figures = f"{late / early:.3f}: {early:.0f} MB after {interactions // 5:,}, {late:.0f} after {interactions:,}"
    return _row("memory", figures, f"at most {MOST['memory']}", within=late / early <= MOST["memory"])


def _memory(file: Path) -> tuple[float, float]:
    """MB after a fifth of the file's bytes, and after all; chats come and go one by one."""
    scorer = Scorer(load())
    early = 0.0
    fifth = file.stat().st_size // 5
    with file.open("rb") as lines:
        while line := lines.readline():
            scorer.score(transcript(msgspec.json.decode(line, type=Interaction)))
            if not early and lines.tell() >= fifth:
                early = _resident()
    return early, _resident()


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _processes() -> bool:
    """Interactions a second of two processes beside one, each on a core of its own."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return _row("two processes", "not measured: one core", f"at least {LEAST['processes']}", within=True)
    one, two = [], []
    for _ in range(3):
        one.append(_together(cores[:1]))
        two.append(_together(cores[:2]))
    ratio = 2 * min(one) / min(two)
    figures = f"{ratio:.2f} times one"
    bound = LEAST["processes"]
    return _row("two processes", figures, f"at least {bound}", within=ratio >= bound)


def _together(cores: Sequence[int]) -> float:
    """Wall seconds until each process has scored the same chats; they begin together, when all are ready."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(len(cores) + 1)
    done = context.Barrier(len(cores) + 1)
    workers = [context.Process(target=_work, args=(core, ready, done)) for core in cores]
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.perf_counter()
    done.wait()
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join()
    return seconds


def _work(core: int, ready: Barrier, done: Barrier) -> None:
    os.sched_setaffinity(0, {core})
    chats = [transcript(chat) for chat in generate(chats=CHATS["en"], per_language=0)]
    scorer = Scorer(load())
    _score(scorer, chats[:100])
    ready.wait()
    _score(scorer, chats)
    done.wait()


if __name__ == "__main__":
    main()
