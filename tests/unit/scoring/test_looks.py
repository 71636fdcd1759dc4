import pytest

from benchmarks.loader import load
from benchmarks.model import Slot
from scoring.indicators.items import Dictated, ItemForms
from scoring.indicators.looks import Look, PlainText
from scoring.reading import Said
from tests.growth import cpu_seconds
from transcription.transcript import Redaction, Turn

DIGITS = Slot(name="figure", pattern=r"\d{4,}")


def found(slot, text):
    return [text[start:end] for start, end in Look(slot).find(PlainText(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4512, 3377 8899", ["4512", "3377", "8899"]),
        ("4512", ["4512"]),
        ("a4512 4512b é4512 4512ß Ж4512 ب4512 _4512 x-4512 4512-x", []),
        ("4512- where? (4512) #4512 4512%", ["4512", "4512", "4512", "4512"]),
        ("订单4512号 カード4512です รหัส4512ค่ะ", ["4512", "4512", "4512"]),
        ("رقم ٤٥١٢ ۴۵۱۲ ４５１２ ४५१२", ["٤٥١٢", "۴۵۱۲", "４５１２", "४५१२"]),
        ("\u200f4512\u200f 45\u200b12 \u206645\u00ad12\u2069", ["4512", "45\u200b12", "45\u00ad12"]),
        ("\ud800 4512 \udfff", ["4512"]),
        ("", []),
    ],
)
def test_a_datum_touches_nothing(text, expected):
    assert found(DIGITS, text) == expected


@pytest.mark.parametrize(
    ("about", "text", "expected"),
    [
        ({"excepted": (r"20\d\d",)}, "2024 20244 5512", ["20244", "5512"]),
        ({"not_after": ("[£$]", "room ")}, "£4512 room 4512 $4512 no 4512", ["4512"]),
        ({"not_before": ("%", " ?GB")}, "4512% 4512 gb 4512gb 4512", ["4512"]),
        ({"pattern": r"^\d+$"}, "45\n46 47\n48", ["45", "48"]),
        ({"pattern": r"(\d)(\d)|(x)"}, "45 X 467", ["45", "X"]),
        ({"pattern": "[a-z]+"}, "ÜBER Anna ab1", ["Anna"]),
    ],
)
def test_what_does_not_count(about, text, expected):
    assert found(Slot(**{"name": "figure", "pattern": r"\d{4,}"} | about), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail anna.b+c@ex-ample.co.uk, or 微信b@qq.com", {"email": ["anna.b+c@ex-ample.co.uk", "b@qq.com"]}),
        ("card 4111 1111 1111 1111", {"card": ["4111 1111 1111 1111"]}),
        ("ring (0171) 555 1234 or +48 601 234 567", {"phone": ["(0171) 555 1234", "+48 601 234 567"]}),
        ("born 3/12/1980 or 1980年3月12日", {"birth": ["3/12/1980", "1980年3月12"]}),
        ("at SW1A 1AA", {"postcode": ["SW1A 1AA"]}),
        ("order #4512377, AB-99231, 2024, 5000mah, £4512, 4512元, 45.1234, 1234%, 4512,50", {"number": ["#4512377", "AB-99231"]}),
    ],
)  # fmt: skip
def test_the_librarys_data(text, expected):
    forms = ItemForms(load().benchmarks["repetition"].slots, Dictated({}, {}))
    items: dict[str, list[str]] = {}
    for item in forms.items(Said(0, Turn(speaker="customer", text=text))):
        items.setdefault(item.slot, []).append(item.where.text)
    assert items == expected


def test_the_first_slot_takes_a_stretch_and_what_was_redacted_is_taken():
    slots = (Slot(name="figure", pattern=r"\d{4,}"), Slot(name="any", pattern=r"\w+"), Slot(name="card"))
    turn = Turn(
        speaker="customer",
        text="4512 [card] ab [card]",
        redactions=(Redaction(start=5, end=11, type="CARD", hash="h"),),
    )
    items = ItemForms(slots, Dictated({}, {})).items(Said(0, turn))
    assert [(item.where.text, item.slot, item.value) for item in items] == [
        ("4512", "figure", "4512"),
        ("[card]", "card", "#h"),
        ("ab", "any", "ab"),
        ("[card]", "card", None),
    ]


def seconds(look, text):
    return cpu_seconds(lambda: list(look.find(PlainText(text))))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?:\d+)+x", "1" * 1000),
        (r"(?:a|aa)+b", "a" * 1000),
        (r"\d.*z|\d", "1 " * 500),
        (r"(?:\w+\s?)*!", "word " * 200),
        (r"[^@]+@[^@]+\.com", "a@b " * 250),
        (r"\d{4,}", "4512 " * 200),
        (r"\d{4,}", "４５１２ " * 200),
    ],
)
def test_time_grows_with_the_text_alone(pattern, text):
    look = Look(Slot(name="evil", pattern=pattern))
    once = seconds(look, text * 20)
    assert seconds(look, text * 160) < 24 * max(once, 0.001)  # eight times the text: a square were 64
