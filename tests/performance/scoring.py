"""Speed of scoring beside spaCy's bare tokeniser and sentence splitter: `python -m tests.performance.scoring`.

Both read the same unique turns in turn, several rounds; the ratio is of processor seconds, start-up left out.
"""

import time
from collections.abc import Callable

import spacy

from benchmarks.loader import load
from qa_service.embedded.sample_centre.centre import generate
from scoring.scorer import Scorer
from transcription.chat import transcript

CHATS, ROUNDS = 1500, 3


def main() -> None:
    """Print turns a second of both, and the ratio."""
    chats = [transcript(chat) for chat in generate(chats=CHATS, per_language=0)]
    texts = list(dict.fromkeys(turn.text for chat in chats for turn in chat.turns))
    turns = sum(len(chat.turns) for chat in chats)
    bare = spacy.blank("en")
    bare.add_pipe("sentencizer")
    scorer = Scorer(load())
    scorer.score(chats[0])

    def score() -> None:
        for chat in chats:
            scorer.score(chat)

    def tokenise() -> None:
        for _ in bare.pipe(texts, batch_size=256):
            pass

    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(turns / _seconds(score))
        theirs.append(len(texts) / _seconds(tokenise))
    print(f"scoring, the whole library:       {max(ours):10,.0f} turns/s")
    print(f"spaCy's tokeniser and sentences:  {max(theirs):10,.0f} turns/s")
    print(f"ratio:                            {max(ours) / max(theirs):10.2f}")


def _seconds(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
