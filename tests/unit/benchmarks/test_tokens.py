import pytest

from benchmarks.tokens import asks, fold, spans, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm sorry, don't go!", ["i", "'m", "sorry", ",", "don't", "go", "!"]),
        ("Żółta gęś", ["zolta", "ges"]),
        ("أُعْتَذِرُ عن التأخيـــر", ["اعتذر", "عن", "التاخير"]),
        ("ليلى وصلتْ؟", ["ليلي", "وصلت", "؟"]),
        ("宽带ADSL断了！", ["宽", "带", "adsl", "断", "了", "！"]),
        ("ＡＢＣ１２", ["abc12"]),
        ("٤٢ ۷", ["42", "7"]),
        ("İstanbul", ["istanbul"]),
        ("\u0651", ["\u0640"]),
        ("", []),
    ],
)
def test_tokens(text, expected):
    assert tokens(fold(text)) == expected


@pytest.mark.parametrize("text", ["أُعْتَذِرُ عن", "Żółta ＡＢＣ", "İ ß ﬁ", "\ud800 x", "👍🏽 ok"])
def test_every_code_point_keeps_its_place(text):
    folded = fold(text)
    assert len(folded) == len(text)
    cut = [folded[first:end] for first, end in spans(folded)]
    assert len(cut) == len(tokens(folded))


@pytest.mark.parametrize(("token", "expected"), [("?", True), ("؟", True), ("？！", True), ("!", False), ("a", False)])
def test_asks(token, expected):
    assert asks(token) is expected
