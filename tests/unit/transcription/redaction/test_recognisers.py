"""Text -> what is taken out. `before` is what the other party said just before."""

import pytest

from tests.growth import cpu_seconds
from transcription.redaction.finding import Passage
from transcription.redaction.redactor import find


def taken(text, before=""):
    return [(item.type, text[item.start : item.end], item.value) for item in find(Passage(text, before))]


@pytest.mark.parametrize(
    ("text", "item", "value"),
    [
        ("my card is 4111 1111 1111 1111 ok", "4111 1111 1111 1111", "4111111111111111"),
        ("4111-1111-1111-1111", "4111-1111-1111-1111", "4111111111111111"),
        ("it's 4111111111111111.", "4111111111111111", "4111111111111111"),
        ("3782 822463 10005", "3782 822463 10005", "378282246310005"),
        ("4111 1111 1111 1112", "4111 1111 1111 1112", "4111111111111112"),  # mistyped: a card all the same
        ("card 4111111111111112", "4111111111111112", "4111111111111112"),
        ("order paid with 5500 0000 0000 0004", "5500 0000 0000 0004", "5500000000000004"),
        ("4111 1111 1111 1111 2027", "4111 1111 1111 1111", "4111111111111111"),
        ("Card:4111111111111111", "4111111111111111", "4111111111111111"),
        ("卡号是4111111111111111。", "4111111111111111", "4111111111111111"),
        ("card ٤١١١ ١١١١ ١١١١ ١١١١", "٤١١١ ١١١١ ١١١١ ١١١١", "4111111111111111"),
        (
            "it is four one one one, one one one one, one one one one, one one one one thanks",
            "four one one one, one one one one, one one one one, one one one one",
            "4111111111111111",
        ),
        (
            "forty one eleven uh eleven eleven double one triple one one one one",
            "forty one eleven uh eleven eleven double one triple one one one one",
            "4" + "1" * 15,
        ),
        (
            "five five double oh " + "zero " * 11 + "four",
            "five five double oh " + "zero " * 11 + "four",
            "5500" + "0" * 11 + "4",
        ),
    ],
)
def test_card(text, item, value):
    assert taken(text) == [("card", item, value)]


@pytest.mark.parametrize(
    ("text", "item", "value"),
    [
        ("write to Ann.Lee@Example.com please", "Ann.Lee@Example.com", "ann.lee@example.com"),
        ("<a+b_c@mail.example.co.uk>", "a+b_c@mail.example.co.uk", "a+b_c@mail.example.co.uk"),
        ("zażółć@example.pl.", "zażółć@example.pl", "zazolc@example.pl"),
        ("it's ann dot lee at example dot com", "ann dot lee at example dot com", "ann.lee@example.com"),
        ("e-mail lee at example dot co dot uk", "lee at example dot co dot uk", "lee@example.co.uk"),
        ("j o e at gmail dot com", "j o e at gmail dot com", "joe@gmail.com"),
        ("ann underscore lee at gmail.com", "ann underscore lee at gmail.com", "ann_lee@gmail.com"),
    ],
)
def test_email(text, item, value):
    assert [found for found in taken(text) if found[0] == "email"] == [("email", item, value)]
    assert len(taken(text)) == 1


@pytest.mark.parametrize(
    ("text", "before", "item", "value"),
    [
        ("call +44 20 7946 0958 now", "", "+44 20 7946 0958", "442079460958"),
        ("(555) 123-4567", "", "(555) 123-4567", "5551234567"),
        ("I'm on 555-123-4567, thanks", "", "555-123-4567", "5551234567"),
        ("555.123.4567", "", "555.123.4567", "5551234567"),
        ("I paid, 555-123-4567 is mine", "", "555-123-4567", "5551234567"),
        ("tel:5551234567", "", "5551234567", "5551234567"),
        ("0812 3456 7890", "", "0812 3456 7890", "081234567890"),
        ("600 123 456", "What's your phone number?", "600 123 456", "600123456"),
        ("my mobile is 5551234567", "", "5551234567", "5551234567"),
        ("my order is 77 and my phone 5551234567", "", "5551234567", "5551234567"),
        ("我的电话是13800138000", "", "13800138000", "13800138000"),
        ("555-123-4567 2024-05-12", "", "555-123-4567", "5551234567"),
        (
            "five five five one two three four five six seven",
            "",
            "five five five one two three four five six seven",
            "5551234567",
        ),
        ("it's five five five one two one two", "and your phone?", "five five five one two one two", "5551212"),
        ("5551234567", "the order number or your phone number?", "5551234567", "5551234567"),
        ("thanks a lot. 07700 900123", "", "07700 900123", "07700900123"),
    ],
)
def test_phone(text, before, item, value):
    assert taken(text, before) == [("phone", item, value)]


@pytest.mark.parametrize(
    "text",
    [
        "order 1234567890",
        "4929123412341",
        "the account is 4929123412341",
        "order 4929 1234 1234 1235",
        "my order number is 4929123412341",
        "ticket 20240512001",
        "tracking 123456789012",
        "case one two three four five six seven eight",
        "the total is 1,234,567.89",
        "1 234 567 zł",
        "Rp 10.000.000",
        "$1250000",
        "2024-05-12 10:30",
        "on 12-05-2024",
        "20240512",
        "from 1999 to 2024",
        "twenty twenty four",
        "one hundred and fifty dollars",
        "at 10:45:30",
        "version 10.2.33.4",
        "AB-1234567",
        "AB1234567890123X",
        "a4111111111111111b",
        "https://example.com/1234567/x",
        "look at example dot com",
        "see you at noon. Me too",
        "[card] and [email] and [phone]",
        "one or two",
        "",
    ],
)
def test_left_alone(text):
    assert taken(text) == []


@pytest.mark.parametrize(
    ("piece", "times"), [("a", 20_000), ("a ", 10_000), ("1 ", 1_000), ("!", 20_000), ("one ", 2_000), ("@.", 10_000)]
)
def test_time_grows_with_length_only(piece, times):
    short, long = (cpu_seconds(lambda text=piece * many: find(Passage(text))) for many in (times, 8 * times))
    assert long < 24 * max(short, 0.002)  # eight times the text: a square were 64
    assert all(item.end <= len(piece) * times for item in find(Passage(piece * times)))
