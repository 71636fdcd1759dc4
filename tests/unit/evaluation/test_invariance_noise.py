from itertools import product

import pytest

from qa_service.embedded.sample_centre import centre
from qa_service.evaluation.invariance_noise import Noise, Vocabulary, garbled
from qa_service.evaluation.wer import errors, words

RATES = (0.1, 0.2, 0.3)


@pytest.fixture(scope="module")
def texts():
    found = {}
    for chat in centre.generate(chats=300, per_language=100):
        found.setdefault(chat.language, []).append(chat)
    return {
        name: (chats, Vocabulary(turn.text for chat in chats for turn in chat.turns)) for name, chats in found.items()
    }


def units(text):
    """Words, and the single characters of words that are Chinese."""
    spaced = "".join(f" {one} " if "\u3400" <= one <= "\u9fff" else one for one in text)
    return words(spaced)


@pytest.mark.parametrize(("language", "rate"), list(product(("en", "id", "pl", "ar", "zh"), RATES)))
def test_the_rate_is_the_one_asked_for(texts, language, rate):
    chats, known = texts[language]
    wrong = said = 0
    for seed in range(1 if language == "en" else 4):
        for chat in chats:
            for turn, heard in zip(chat.turns, garbled(chat, Noise(rate=rate, seed=seed), known).turns, strict=True):
                reference = units(turn.text)
                wrong += errors(reference, units(heard.text))
                said += len(reference)
    assert wrong / said == pytest.approx(rate, abs=0.01)


def test_the_same_seed_hears_the_same(texts):
    chats, known = texts["en"]
    noise = Noise(rate=0.2, seed=3)
    assert garbled(chats[0], noise, known) == garbled(chats[0], noise, known)
    assert garbled(chats[0], noise, known) != garbled(chats[0], Noise(rate=0.2, seed=4), known)


def test_nothing_is_misheard_at_no_errors(texts):
    chats, known = texts["en"]
    heard = garbled(chats[0], Noise(rate=0.0), known)
    assert [turn.text for turn in heard.turns] == [turn.text for turn in chats[0].turns]


def test_confidences_tell_wrong_words_about_as_well_as_recognisers_do(texts):
    chats, known = texts["en"]
    right, wrong = [], []
    for chat in chats[:100]:
        for turn, heard in zip(chat.turns, garbled(chat, Noise(rate=0.2), known).turns, strict=True):
            said = set(words(turn.text))
            for word in heard.words:
                (right if set(words(word.text)) <= said else wrong).append(word.confidence)
    better = sum(sum(one > other for one in right[::7]) for other in wrong)
    assert 0.75 < better / len(right[::7]) / len(wrong) < 0.84


def test_confidences_fall_with_the_line_and_may_be_missing(texts):
    chats, known = texts["en"]

    def mean(rate):
        sure = [
            one.confidence
            for chat in chats[:40]
            for turn in garbled(chat, Noise(rate=rate), known).turns
            for one in turn.words
        ]
        return sum(sure) / len(sure)

    assert mean(0.0) > mean(0.1) > mean(0.2) > mean(0.3)
    unmeasured = garbled(chats[0], Noise(rate=0.1, sure=False), known)
    assert not any(turn.words for turn in unmeasured.turns)


def test_words_are_taken_for_near_ones_and_figures_for_figures(texts):
    from random import Random

    _, known = texts["en"]
    near = {known.other("order", Random(seed)) for seed in range(20)}
    assert "order" not in near
    assert max(errors("order", other) for other in near) <= 2
    figure = known.other("382071", Random(1))
    assert len(figure) == 6
    assert errors("382071", figure) == 1
