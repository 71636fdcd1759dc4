import pytest

from benchmarks.phrases import Element, PhraseError, parse, with_proclitics
from benchmarks.tokens import fold, spans, tokens

LISTS = {"one": ("a|b",), "more": ("a", "b c"), "loop": ("{loop}",)}


def word(*words, optional=False):
    return Element(words=frozenset(words), optional=optional)


@pytest.mark.parametrize(
    ("phrase", "variants"),
    [
        ("Angry now", [(word("angry"), word("now"))]),
        ("a|b c?", [(word("a", "b"), word("c", optional=True))]),
        ("pay*", [(Element(prefixes=("pay",)),)]),
        ("a|*Less|pay*", [(Element(words=frozenset({"a"}), prefixes=("pay",), suffixes=("less",)),)]),
        ("a ... b ...7 c", [(word("a"), Element(gap=3), word("b"), Element(gap=7), word("c"))]),
        ("{one} x", [(word("a", "b"), word("x"))]),
        ("{more} x", [(word("a"), word("x")), (word("b"), word("c"), word("x"))]),
        ("{more}? x", [(word("a", optional=True), word("x")), (word("b"), word("c"), word("x"))]),
        ("^ a", [(Element(start=True), word("a"))]),
        ("a b|$", [(word("a"), word("b")), (word("a"), Element(stop=True))]),
        ("生气", [(word("生"), word("气"))]),
        ("i'm", [(word("i"), word("'m"))]),
        ("what ?", [(word("what"), word("?"))]),
    ],
)
def test_parse(phrase, variants):
    assert list(parse(phrase, LISTS)) == variants


def test_words_stand_with_what_is_written_together_with_them():
    (elements,) = parse("اسف|له رجع*", {})
    assert with_proclitics(elements, ("و", "ال"), frozenset({"الاسف"})) == (
        word("اسف", "واسف", "له"),
        Element(prefixes=("رجع", "ورجع", "الرجع")),
    )
    assert with_proclitics(elements, (), frozenset()) == elements


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("", "needs a word"),
        ("a?", "needs a word"),
        ("... a", "begins or ends with a gap"),
        ("a ...", "begins or ends with a gap"),
        ("a ...99 b", "must be 1 to 20 tokens"),
        ("a ^ b", "not its first element"),
        ("{none}", "there is no list 'none'"),
        ("{loop}", "there is no list 'loop'"),
        ("re-do", "'re-do' is neither a word"),
        ("a|", "'' is neither a word"),
        (" ".join(["{more}"] * 12), "more than 2000 variants"),
    ],
)
def test_refused(phrase, message):
    with pytest.raises(PhraseError, match=message):
        parse(phrase, LISTS)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("I’m SURE, I don’t!", ["i", "'m", "sure", ",", "i", "don't", "!"]),
        ("pay 12.50 to [card] now...", ["pay", "12.50", "to", "[card]", "now", "..."]),
        ("a well-known e.g. thing", ["a", "well", "known", "e", "g", ".", "thing"]),
        ("我很生气。", ["我", "很", "生", "气", "。"]),
        ("İzmir\nist", ["i̇zmir", "\n", "ist"][1:]),
        ("", []),
        ("😀 \u200f", []),
    ],
)
def test_tokens(text, cut):
    found = tokens(fold(text))
    assert found[-len(cut) :] == cut if cut else found == []
    assert len(spans(fold(text))) == len(found)


@pytest.mark.parametrize("text", ["İSTANBUL", "ẞ ǅ", "A\ud800B", "ﬁ’"])
def test_folding_moves_nothing(text):
    assert len(fold(text)) == len(text)
