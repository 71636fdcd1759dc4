import pytest

from benchmarks.tokens import asks, fold, heard, spans, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm sorry, don't go!", ["i", "'m", "sorry", ",", "don't", "go", "!"]),
        ("Żółta gęś", ["zolta", "ges"]),
        ("أُعْتَذِرُ عن التأخيـــر", ["اعتذر", "عن", "التاخير"]),
        ("ليلى وصلتْ؟", ["ليلي", "وصلت", "؟"]),
        ("宽带ADSL断了！", ["宽", "带", "adsl", "断", "了", "！"]),
        ("ＡＢＣ１２", ["abc12"]),
        ("還沒收到貨；", ["还", "没", "收", "到", "货", ";"]),
        ("٤٢ ۷", ["42", "7"]),
        ("İstanbul", ["istanbul"]),
        ("\u0651", []),
        ("my c\u200ba\u00adrd \u200fwas\u200f don't\u200e go\ufeff!", ["my", "card", "was", "don't", "go", "!"]),
        ("re\u0301sume\u0301 \u200d 45\u206612", ["resume", "4512"]),
        ("", []),
    ],
)
def test_tokens(text, expected):
    assert tokens(fold(text)) == expected


@pytest.mark.parametrize(
    "text", ["أُعْتَذِرُ عن", "Żółta ＡＢＣ", "İ ß ﬁ", "\ud800 x", "👍🏽 ok", "\u200fa\u200bb\u200f \u202b c"]
)
def test_every_code_point_keeps_its_place(text):
    folded = fold(text)
    assert len(folded) == len(text)
    cut = [folded[first:end] for first, end in spans(folded)]
    assert [heard(token) for token in cut] == tokens(folded)


@pytest.mark.parametrize(
    ("token", "expected"), [("?", True), ("؟", True), ("？！", True), ("吗", True), ("!", False), ("a", False)]
)
def test_asks(token, expected):
    assert asks(token) is expected
