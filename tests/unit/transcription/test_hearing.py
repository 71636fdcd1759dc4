from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np
import pytest

from tests.unit.transcription.noises import NOISES, mixed
from tests.unit.transcription.sounds import CALL
from transcription import hearing
from transcription import sphinx as sphinx_module
from transcription.audio import RATE, decode
from transcription.engine import Heard, Removed, Speech, load
from transcription.hearing import blocks, hear
from transcription.transcript import Word


def said(heard):
    return [word.text.strip() for stretch in heard.speech for word in stretch.words]


class Counts:
    """An engine that hears, in every block, one word that says how many seconds it was given."""

    name, model, note = "counts", "none", None

    def transcribe(self, samples, language):
        word = Word(f" {len(samples) / RATE:g}", 1.0, 1.5, 0.9)
        gone = (Removed(2.0, 3.0, "told"),)
        return Heard((Speech(1.0, 1.5, (word,), 0.9),), language or "en", gone, voiced=((0.9, 1.6),))


def test_blocks_are_cut_where_it_is_quiet(monkeypatch):
    monkeypatch.setattr(hearing, "BLOCK", 100)
    pcm = np.full(250 * RATE, 1000, np.int16)
    pcm[80 * RATE : 81 * RATE] = 10
    pcm[150 * RATE : 151 * RATE] = 10
    cut = blocks(pcm)
    assert [end for _, end in cut][-1] == len(pcm)
    assert all(one[1] == two[0] for one, two in pairwise(cut))
    assert [round(end / RATE) for _, end in cut][:2] == [pytest.approx(80, abs=1), pytest.approx(150, abs=1)]
    assert blocks(pcm[:RATE]) == ((0, RATE),)


def test_blocks_stand_on_one_clock(monkeypatch):
    monkeypatch.setattr(hearing, "BLOCK", 100)
    pcm = np.zeros(250 * RATE, np.int16)
    (heard,), language = hear([pcm], Counts(), None)
    starts = [first / RATE for first, _ in blocks(pcm)]
    assert language == "en"
    assert [stretch.start for stretch in heard.speech] == [start + 1.0 for start in starts]
    assert [gone.start for gone in heard.removed] == [start + 2.0 for start in starts]
    assert heard.voiced == tuple((start + 0.9, start + 1.6) for start in starts)
    assert sum(float(text) for text in said(heard)) == 250


@pytest.fixture(scope="module")
def sphinx():
    return load("sphinx")


@pytest.mark.parametrize("name", NOISES)
def test_no_words_where_nobody_speaks(sphinx, name):
    sound = (NOISES[name](30.0, np.random.default_rng(11)) * 32767).astype(np.int16)
    (heard,), language = hear([sound], sphinx, None)
    assert (said(heard), language) == ([], None)
    listed = [gone.reason for gone in heard.removed]
    assert listed.count("sound without speech") == len(listed)
    assert bool(listed) == (name != "silence")


SPOKEN = "i understand how frustrating this must be for you what is the number"


def test_guards_keep_what_is_heard_without_them(sphinx, monkeypatch):
    """Of speech mixed with sounds at 5 dB; over noise the engine alone takes minutes."""
    agent = decode(CALL).samples(0)[6 * RATE : 11 * RATE]
    guarded = raw = 0
    for name in ("silence", "ringing", "busy", "keys", "clatter", "melody"):
        loud = (mixed(agent, NOISES[name](30.0, np.random.default_rng(3)), 5) * 32767).astype(np.int16)
        guarded += rightly(said(hear([loud], sphinx, None)[0][0]))
        with monkeypatch.context() as unguarded:
            unguarded.setattr(sphinx_module, "utterances", lambda samples: ((0, len(samples)),))
            raw += rightly(said(sphinx.transcribe(loud.astype(np.float32) / 32768, None)))
    assert guarded >= 0.95 * raw > 40


def rightly(heard):
    """How many words of what was said are heard, in their order."""
    matcher = SequenceMatcher(None, SPOKEN.split(), heard, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())
