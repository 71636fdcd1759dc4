import pytest

from benchmarks.model import Language
from benchmarks.tokens import fold, tokens
from scoring.vocabulary import Vocabulary

CHINESE = Language(
    language="zh",
    function_words=("我", "的", "了", "我们", "什么"),
    vague_words=("问题",),
    concepts={"connection": ("宽带", "网络")},
    tokens_per_word=1.5,
)
ARABIC = Language(language="ar", function_words=("في", "كان"), prefixes=("ال", "وال", "و"), suffixes=("ها", "ات"))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (CHINESE, "我们的宽带断了", {"~connection", "断"}),
        (CHINESE, "网络什么问题", {"~connection"}),
        (CHINESE, "信用卡丢了", {"信用", "用卡", "卡丢"}),
        (CHINESE, "我的APP崩溃了！", {"app", "崩溃"}),
        (ARABIC, "الفاتورة في فاتورة", {"فاتوره"}),
        (ARABIC, "والحسابات", {"حساب"}),
        (ARABIC, "وكان", set()),
    ],
)
def test_what_a_text_is_about(language, text, expected):
    assert Vocabulary(language).terms(tokens(fold(text))) == expected


def test_terms_stand_where_they_begin():
    words = tokens(fold("我们的宽带断了, 信用卡"))
    assert list(Vocabulary(CHINESE).placed(words)) == [("~connection", 3), ("断", 5), ("信用", 8), ("用卡", 9)]


def test_lengths_are_in_words():
    assert Vocabulary(CHINESE).length(5) == 8
    assert Vocabulary(ARABIC).length(5) == 5
