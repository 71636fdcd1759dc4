import pytest

from tests.unit.transcription.redaction.told import redacted
from transcription.interaction import Customer, Interaction, SpokenTurn, check
from transcription.redaction.keys import customer_key, derive_key, keyed_hash
from transcription.redaction.redactor import redact
from transcription.transcript import Redaction, Word

KEY = b"k" * 32
CARD = "4111 1111 1111 1111"


def chat(*texts, **fields):
    turns = tuple(SpokenTurn(speaker="customer", text=text, **fields) for text in texts)
    return Interaction(id="A-1", channel="chat", turns=turns)


def test_placeholders_stand_where_their_redactions_say():
    turn = check(redact(chat(f"card {CARD}, mail ann@example.com, call +44 20 7946 0958 bye"), KEY)).turns[0]
    assert turn.text == "card [card], mail [email], call [phone] bye"
    assert [turn.text[item.start : item.end] for item in turn.redactions] == ["[card]", "[email]", "[phone]"]
    assert [item.type for item in turn.redactions] == ["card", "email", "phone"]


def test_equal_items_have_equal_hashes_and_only_under_one_key():
    given = chat(f"card {CARD}", "card four one one one " + "one " * 12)
    first, second = (turn.redactions[0].hash for turn in redact(given, KEY).turns)
    assert first == second == keyed_hash(KEY, "4111111111111111")
    assert len(first) == 32
    assert redact(given, b"x" * 32).turns[0].redactions[0].hash != first


def test_redacting_twice_changes_nothing():
    once = redact(chat(f"card {CARD} or ann@example.com", "ok"), KEY)
    assert redact(once, KEY) == once
    assert redact(once, b"another" * 5) == once


def test_what_was_redacted_before_moves_along():
    old = Redaction(start=21, end=27, type="name", hash="f" * 32)
    turn = redact(chat("ann@example.com from [name] here", redactions=(old,)), KEY).turns[0]
    assert turn.text == "[email] from [name] here"
    assert [(turn.text[item.start : item.end], item.hash == old.hash) for item in turn.redactions] == [
        ("[email]", False),
        ("[name]", True),
    ]


def words(text):
    return tuple(Word(word, float(at), at + 0.5, 0.9) for at, word in enumerate(text.split()))


def test_words_show_the_placeholder_over_their_time():
    text = "my card is four one one one " + "one " * 11 + "one thanks"
    turn = redact(chat(text, words=words(text)), KEY).turns[0]
    assert turn.text == "my card is [card] thanks"
    assert turn.words == (*words("my card is"), Word("[card]", 3.0, 18.5, 0.9), Word("thanks", 19.0, 19.5, 0.9))


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("something else was written", f"my card {CARD} thanks"),
        ("my card", f"my card {CARD}"),
        (f"Card: {CARD}.", f"card {CARD}"),
        ("", f"{CARD}"),
    ],
)
def test_words_that_are_not_the_texts_leak_nothing(text, spoken):
    turn = redact(chat(text, words=words(spoken)), KEY).turns[0]
    assert "1111" not in turn.text + " ".join(word.text for word in turn.words)
    assert "[card]" in [word.text for word in turn.words]


def test_nothing_to_redact_leaves_the_interaction_as_it_is():
    given = chat("hello", "order 1234567890", "")
    assert redact(given, KEY) == given
    recording = Interaction(id="1", channel="voice", recording="a.wav")
    assert redact(recording, KEY) is recording


def test_a_question_before_says_what_the_digits_are():
    given = chat("what is your phone number?", "600 123 456")
    assert [turn.text for turn in redact(given, KEY).turns] == ["what is your phone number?", "[phone]"]


def test_derived_keys():
    # RFC 5869 with this module's info, computed by hand from its two HMAC steps
    import hashlib
    import hmac

    pseudorandom = hmac.new(b"salt", b"master", hashlib.sha256).digest()
    expected = hmac.new(pseudorandom, b"redaction hashes\x01", hashlib.sha256).digest()
    assert derive_key(b"master", b"salt") == expected


def test_keys_follow_the_customer():
    def key(id_, ref, source="file"):
        customer = Customer(ref=ref) if ref else None
        return customer_key(b"m", Interaction(id=id_, channel="chat", source=source, customer=customer, turns=()))

    assert key("1", "c") == key("2", "c")
    assert len({key("1", "c"), key("1", "d"), key("1", "c", "crm"), key("1", None), key("2", None)}) == 5


@pytest.mark.parametrize(
    "turns",
    [
        [f"my card is {CARD}", "A: once more?", "4111 1111", "A: okay", "1111 1111"],
        ["my card is 4111 1111", "A: okay", "1111 1111", "A: once more, all of the card", CARD],
        ["my card is 4111 1111", "A: 4111 1111", "1111 1111", "A: all of the card again?", CARD],
    ],
)
def test_the_first_piece_has_the_hash_of_the_whole_and_a_later_one_its_own(turns):
    spoken = [SpokenTurn(speaker="agent" if turn[:2] == "A:" else "customer", text=turn) for turn in turns]
    given = Interaction(id="1", channel="voice", turns=tuple(spoken))
    hashes = [item.hash for turn in redact(given, KEY).turns for item in turn.redactions]
    whole = keyed_hash(KEY, CARD.replace(" ", ""))
    assert hashes.count(whole) == 2
    assert hashes[0] == whole


@pytest.mark.parametrize(
    ("language", "turns", "last"),
    [
        ("en", ("your social please", "do I have to", "I need it for the claim", "five five five oh one oh one seven seven"), "[ssn]"),
        ("en", ("okay no worries what's the sixteen digits", "five two one oh", "mm hm", "four four nine eight one one oh two seven seven three six"), "[card]"),
        ("en", ("so call the lot that's eight oh six five five five oh one three three",), "so call the lot that's [phone]"),
        ("en", ("the phone number or the order number", "four four one oh nine two eight"), "four four one oh nine two eight"),
        ("en", ("good morning this is oswina how can i help",), "good morning this is [name] how can i help"),
        ("en", ("hello this is urgent can you help",), "hello this is urgent can you help"),
        ("pl", ("numer zamówienia albo telefonu", "pięćset dwa sto trzydzieści cztery sześćset siedemdziesiąt osiem"), "[phone]"),
        ("pl", ("dzień dobry mówi radochna słucham",), "dzień dobry mówi [name] słucham"),
        ("zh", ("请问怎么称呼", "免贵姓欧阳 单名一个澈字"), "免贵姓[name] 单名一个澈字"),
        ("zh", ("收件人叫什么", "廖桂芬 桂花的桂 芬芳的芬"), "[name] [name] [name]"),
        ("zh", ("您好我是您的客户经理秦岚",), "您好我是您的客户经理[name]"),
        ("zh", ("受益人是谁", "我女儿叫白若溪"), "我女儿叫[name]"),
        ("zh", ("地址报一下", "福田区 梅林一村 幺零八栋 十二e"), "[address]"),
        ("zh", ("配送地址", "由九龍觀塘道 418 號 9 樓 C 室改到新地方"), "由[address]改到新地方"),
        ("zh", ("出生日期呢", "八二年腊月初六"), "[birth]"),
        ("zh", ("麻烦报一下刚才收到的六位数", "好 三零九 九二幺"), "好 [code]"),
        ("zh", ("QQ邮箱也行", "三四五六七八九零二 qq邮箱"), "[email]邮箱"),
        ("zh", ("您要几号楼的", "三号线坐到底 二十号再说"), "三号线坐到底 二十号再说"),
        ("zh", ("怎么称呼您", "随便"), "随便"),
        ("id", ("selamat pagi dengan nawangwulan ada yang bisa dibantu",), "selamat pagi dengan [name] ada yang bisa dibantu"),
        ("id", ("halo", "selamat siang saya prameswari dari layanan pelanggan"), "selamat siang saya [name] dari layanan pelanggan"),
        ("id", ("jalannya apa pak", "gang haji saleh nomor tiga belas b"), "[address]"),
        ("id", ("kelurahannya mana bu", "sukorejo kecamatan lowokwaru"), "[address]"),
        ("id", ("baik pak jatmiko",), "baik pak [name]"),
        ("id", ("baik pak ditunggu",), "baik pak ditunggu"),
        ("id", ("emailnya", "iwan jaya tanpa spasi sembilan at gmail"), "[email]"),
        ("ar", ("السلام عليكم وياك سلمان من خدمة المشتركين",), "السلام عليكم وياك [name] من خدمة المشتركين"),
        ("ar", ("الاسم الكامل", "ماجد بن راشد القحطاني"), "[name]"),
        ("ar", ("وصل الطرد باسم سليم علي الزهراني امبارح",), "وصل الطرد باسم [name] امبارح"),
        ("ar", ("بدي رقم بطاقة للضمان والاسم", "خمسة وعشرين دينار"), "خمسة وعشرين دينار"),
        ("ar", ("العنوان لو سمحت", "سبعة وعشرين شارع النصر الدور الخامس"), "[address]"),
        ("ar", ("شقة كام", "الدور التاني الزقازيق"), "[address]"),
        ("ar", ("رقم موبايلك", "صفر سبعة سبعة صفر", "صفر سبعة سبعة صفر", "ثلاثمية وسطعش صفر اربعة اربعة اثنين"), "[phone]"),
        ("ar", ("شو كود التحقق", "لحظة الجوال بعيد", "خذ وقتك", "سبعة اثنين صفر تسعة"), "[code]"),
        ("ar", ("ايميلك", "مازن حداد ثلاثة ات جيميل"), "[email]"),
    ],
)  # fmt: skip
def test_as_people_ask_and_answer(language, turns, last):
    given = tuple(
        SpokenTurn(speaker="customer" if number % 2 else "agent", text=text) for number, text in enumerate(turns)
    )
    read = redact(Interaction(id="1", channel="voice", language=language, turns=given), b"k" * 32).turns
    assert read is not None
    assert read[-1].text == last


@pytest.mark.parametrize("language", ["de", "fr-FR", "cmn", "  ", "../x", None, ""])
def test_a_language_without_tables_is_redacted_as_far_as_it_goes(language):
    turns = tuple(SpokenTurn(speaker="customer", text=text) for text in ("", "ann@example.com 4 May 1971", CARD))
    made = redact(Interaction(id="1", channel="chat", language=language, turns=turns), KEY)
    assert [turn.text.split(" ")[0] for turn in made.turns] == ["", "[email]", "[card]"]


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("Order 12\nI live at 14 Elm Grove, Leeds\nthanks", "7 of them\nmy phone is 07700 900123"),
         ["Order 12\nI live at [address]\nthanks", "7 of them\nmy phone is [phone]"]),
        (("I want 4", "A: ok", "7 of them\nmy phone is 07700 900123"), ["I want 4", "ok", "7 of them\nmy phone is [phone]"]),
    ],
)  # fmt: skip
def test_every_line_of_turns_that_are_read_as_one(turns, left):
    assert redacted(*turns, language="en", channel="chat") == left


@pytest.mark.parametrize(
    ("language", "given", "again"),
    [
        ("zh", "验证码 12 34 56", "验证码是123456"),
        ("en", "iban GB29 NWBK 6016 1331 9268 19", "iban GB29NWBK60161331926819"),
    ],
)
def test_equal_numbers_are_equal_however_they_are_written(language, given, again):
    turns = tuple(SpokenTurn(speaker="customer", text=text) for text in (given, again))
    made = redact(Interaction(id="1", channel="chat", language=language, turns=turns), KEY).turns
    assert len({item.hash for turn in made for item in turn.redactions}) == 1
