import pytest

from benchmarks.phrases import parse
from benchmarks.tokens import fold, spans, tokens
from scoring.indicators.phrases import MOST_WORDS, PhraseTable

LISTS = {"angry": ("angry|cross", "fed up"), "very": ("so|very",)}


@pytest.mark.parametrize(
    ("phrase", "said", "found"),
    [
        ("angry", "I am Angry!", ["Angry"]),
        ("angry", "an angryish man", []),
        ("charg*", "they charge and charged", ["charge", "charged"]),
        ("*less my", "useless, my pointless my less my", ["useless, my", "pointless my", "less my"]),
        ("i {very}? {angry}", "I so fed up, I cross", ["I so fed up", "I cross"]),
        ("i am|'m angry", "I’m angry", ["I’m angry"]),
        ("not ... here", "not yet been here", ["not yet been here"]),
        ("not ... here", "not at all ever been here", []),
        ("not ...5 here", "not at all ever been here", ["not at all ever been here"]),
        ("not ...5 here", "not now. here", []),
        ("so sorry", "so, sorry", ["so, sorry"]),
        ("so sorry", "so. sorry", []),
        ("^ try it", "Try it. I try it, try it", ["Try it", "try it"]),
        ("don't pay", "don't pay; do not pay", ["don't pay"]),
        ("lost|missing my? card", "lost my card, missing card", ["lost my card", "missing card"]),
        ("sorry", "", []),
    ],
)
@pytest.mark.parametrize("common", [frozenset(), frozenset({"i", "am", "not", "so", "my", "it"})])
def test_find(phrase, said, found, common):
    folded = fold(said)
    places = spans(folded)
    matches = PhraseTable([(7, elements) for elements in parse(phrase, LISTS)], common).find(tokens(folded))
    assert [said[places[match.first][0] : places[match.end - 1][1]] for match in matches] == found
    assert {match.key for match in matches} <= {7}


def test_memory_stays_flat():
    table = PhraseTable([(0, elements) for elements in parse("charg*", {})], frozenset())
    for start in range(0, 2 * MOST_WORDS, 1000):
        table.find([str(number) for number in range(start, start + 1000)])
    assert len(table._known) <= MOST_WORDS
