"""Each type in the languages it is said in: what is taken out, and what must not be."""

import pytest

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.redactor import redact

KEY = b"k" * 32


def redacted(*turns, language=None):
    given = tuple(
        SpokenTurn(speaker="agent" if turn.startswith("A: ") else "customer", text=turn.removeprefix("A: "))
        for turn in turns
    )
    made = redact(Interaction(id="1", channel="voice", language=language, turns=given), KEY)
    return [turn.text for turn in made.turns]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("my ssn is 078-05-1120", "my ssn is [ssn]"),
        ("my social is oh seven eight oh five one one two oh", "my social is [ssn]"),
        ("mój pesel to 44051401359", "mój pesel to [pesel]"),
        ("pesel czterdzieści cztery zero pięć czternaście zero jeden trzysta pięćdziesiąt dziewięć", "pesel [pesel]"),
        ("NIK 3174051205850001", "NIK [nik]"),
        ("I was born 1969-12-30, need my 1099 from 2023", "I was born [birth], need my 1099 from 2023"),
        ("I was born 12/30/1969, 555 123 4567 is my phone", "I was born [birth], [phone] is my phone"),
        ("born on the fifth of may two thousand and five", "born on [birth]"),
        ("born two thousand and five may thirty first", "born [birth]"),
        ("born 5 May 1985, sorry 1986", "born [birth], sorry [birth]"),
        ("born 5 May 1985 and my wife 6 June 1987", "born [birth] and my wife [birth]"),
        ("身份证11010519491231002X", "身份证[resident_id]"),
        ("我的电话是幺三八零零幺三八零零零", "我的电话是[phone]"),
        ("هاتفي ٠٥٠١٢٣٤٥٦٧", "هاتفي [phone]"),
        ("IBAN GB82 WEST 1234 5698 7654 32.", "IBAN [iban]."),
        ("konto 61 1090 1014 0000 0712 1981 2874", "konto [iban]"),
        (
            "iban g b eight two w e s t one two three four five six nine eight seven six five four three two",
            "iban [iban]",
        ),
        ("the code is four eight two one", "the code is [code]"),
        ("验证码是 4821", "验证码是 [code]"),
        ("I was born on the fifth of May nineteen eighty five", "I was born on [birth]"),
        ("我1985年5月12日出生", "我[birth]出生"),
        ("my password is Plover!88, thanks", "my password is [code], thanks"),
        ("the code is KT9-20X", "the code is [code]"),
        ("hasło to Bocian2031", "hasło to [code]"),
        ("my password is not working and the code is expired", "my password is not working and the code is expired"),
        ("I forgot my password and the username", "I forgot my password and the username"),
        ("my late aunt, b. June 2, 1941", "my late aunt, b. [birth]"),
        ("ur. 03.11.1979, umowa", "ur. [birth], umowa"),
        ("urodzona dnia 02 marca 2014r.", "urodzona dnia [birth]."),
        ("ur. 3.XI.1979", "ur. [birth]"),
        ("lahir tanggal dua belas mei seribu sembilan ratus delapan puluh lima", "lahir tanggal [birth]"),
        ("jan kropka kowalski małpa wp kropka pl", "[email]"),
        ("邮箱ann 点 lee 艾特 qq 点 com", "邮箱[email]"),
        ("emailnya tono(at)warung.co.id", "emailnya [email]"),
        ("emailnya tono garis bawah eko et gmail titik com", "emailnya [email]"),
        ("email saya tono, titik, eko, et gmail com", "email saya [email]"),
        ("ship to 221B Baker Street, London NW1 6XE please", "ship to [address] please"),
        ("ul. Długa 5/7, 00-123 Warszawa.", "[address]."),
        ("Jl. Sudirman No. 12, Jakarta Selatan", "[address]"),
        ("أسكن في شارع النيل رقم ٥", "أسكن في [address]"),
        ("我住在上海市浦东新区建设路118号5栋104室", "我住在[address]"),
        ("PO Box 1234, Springfield", "[address]"),
        ("my name is Anna Berg, hello", "my name is [name], hello"),
        ("this is tom speaking", "this is [name] speaking"),
        ("nazywam się Jan Kowalski i dzwonię", "nazywam się [name] i dzwonię"),
        ("nama saya Budi Santoso dan saya", "nama saya [name] dan saya"),
        ("اسمي أحمد حسن وأريد", "اسمي [name] وأريد"),
        ("我叫王小明，你好", "我叫[name]，你好"),
        ("Mrs. Stone called", "Mrs. [name] called"),
    ],
)
def test_taken_out(said, left):
    assert redacted(said) == [left]


@pytest.mark.parametrize(
    "said",
    [
        "my order number is four eight two one seven seven three nine one",
        "numer zamówienia 601234567",
        "رقم الطلب ١٢٣٤٥٦٧٨٩٠",
        "订单号20240512138001380",
        "pesanan INV/2024/0512/001234",
        "totalnya Rp1.250.000",
        "we met on 5 May 1985",
        "from nineteen ninety eight to twenty twenty four",
        "promo code 123456",
        "the error code is 500123",
        "kod pocztowy 00-590",
        "card ending 1111",
        "this is unacceptable",
        "I'm British and angry",
        "my name is on the card",
        "my address is wrong in your system",
        "I live at home with my parents",
        "我叫你们经理来",
        "call me at five",
        "zapłaciłem sto dwadzieścia trzy tysiące złotych",
    ],
)
def test_left_alone(said):
    assert redacted(said) == [said]


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("4111 1111", "A: okay", "1111 1111"), ["[card]", "okay", "[card]"]),
        (("card 4111", "A: 4111", "1111 1111 1111 thanks"), ["card [card]", "[card]", "[card] thanks"]),
        (("my iban is GB82 WEST", "A: yes", "1234 5698 7654 32"), ["my iban is [iban]", "yes", "[iban]"]),
        (
            ("A: your phone number?", "601 234 567", "A: so 601 234 567?"),
            ["your phone number?", "[phone]", "so [phone]?"],
        ),
        (("A: order number?", "601 234 567"), ["order number?", "601 234 567"]),
        (
            ("A: when were you born?", "5 May 1985", "A: and your order", "120585"),
            ["when were you born?", "[birth]", "and your order", "120585"],
        ),
        (("A: your birthday and order number?", "LK-120585"), ["your birthday and order number?", "LK-120585"]),
        # One in 97 codes has an IBAN's checksum by chance.
        (("LK-336582", "wait, I mistyped"), ["LK-336582", "wait, I mistyped"]),
        (("hello, Sarah Connor here", "A: hi Sarah"), ["hello, [name] here", "hi [name]"]),
        (("A: what is your name?", "Anna Berg", "A: thanks Anna"), ["what is your name?", "[name]", "thanks [name]"]),
        (("my email is ann dot lee", "A: go on", "at gmail dot com"), ["my email is [email]", "go on", "[email]"]),
        (("born the fifth of May", "A: yes", "nineteen ninety"), ["born [birth]", "yes", "[birth]"]),
    ],
)
def test_split_over_turns_and_read_back(turns, left):
    assert redacted(*turns) == left


def test_written_spoken_and_misheard_meet():
    written = SpokenTurn(speaker="customer", text="card 4000 1234 5678 9017")
    spoken = SpokenTurn(
        speaker="customer", text="card four triple zero twelve thirty four five six seven eight ninety seventeen"
    )
    made = redact(Interaction(id="1", channel="voice", turns=(written, spoken)), KEY).turns
    assert made[0].redactions[0].hash == made[1].redactions[0].hash


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("A: alamat emailnya apa kak", "tono titik eko sembilan"), "[email]"),
        (("A: والايميل لو سمحت", "سامر نقطة نور"), "[email]"),
        (("A: والايميل لو سمحت", "سامر نقطة نور على جيميل دوت كوم"), "[email]"),
        (("A: alamat emailnya sudah benar?", "sudah benar terima kasih"), "sudah benar terima kasih"),
    ],
)
def test_part_of_a_mail_address(turns, left):
    assert redacted(*turns)[-1] == left


@pytest.mark.parametrize(
    ("language", "turns", "left"),
    [
        ("id", ("A: alamatnya di mana bu", "ruko niaga sentosa blok b nomor enam samping bank"), "[address]"),
        (
            "id",
            ("A: alamatnya di mana bu", "jalan cemara eh bukan jalan pinus nomor dua"),
            "[address] eh bukan [address]",
        ),
        ("id", ("saya di perumahan bukit cendrawasih blok d nomor tujuh",), "saya di [address]"),
        ("id", ("A: alamat rumah bapak", "jalan pinus", "A: kelurahannya apa", "sukorejo"), "[address]"),
        ("id", ("A: alamat rumah bapak", "jalan pinus", "A: rt rw berapa", "empat garing dua"), "[address]"),
        ("ar", ("A: والعنوان", "المعادي شارع تسعة عمارة خمسة"), "[address]"),
        ("ar", ("A: والعنوان", "شارع النصر رقم سبعة", "A: اي مدينة", "الزقازيق"), "[address]"),
        ("id", ("saya lagi di jalan nanti telepon lagi",), "saya lagi di jalan nanti telepon lagi"),
        ("id", ("jalan keluarnya bagaimana dong",), "jalan keluarnya bagaimana dong"),
        ("id", ("A: alamatnya sudah benar pak?", "sudah benar"), "sudah benar"),
    ],
)
def test_parts_of_an_address(language, turns, left):
    assert redacted(*turns, language=language)[-1] == left


@pytest.mark.parametrize(
    ("turns", "answer"),
    [
        (("A: what is your memorable word?", "heron"), "[code]"),
        (("A: hasło do konta?", "wiewiórka"), "[code]"),
        (("A: what's the password?", "I don't know it"), "I don't know it"),
        (("A: is the last four of the social 2210?", "no it's two two one nine"), "no it's [ssn]"),
        (("A: your mobile?", "oh seven seven double oh nine double oh four six one no wait four six two"), "[phone] no wait [phone]"),
        (("A: the code please?", "440 218", "A: That expired, I sent another.", "552 908"), "[code]"),
        (("A: your order number?", "4471, sorry 4472"), "4471, sorry 4472"),
    ],
)  # fmt: skip
def test_secrets_and_numbers_put_right(turns, answer):
    assert redacted(*turns, language="pl" if "hasło" in turns[0] else "en")[-1] == answer


@pytest.mark.parametrize(
    ("language", "said", "left"),
    [
        ("en", "Ticket A123456 was closed", "Ticket A123456 was closed"),
        ("en", "Case C401288 please", "Case C401288 please"),
        ("en", "Invoice F104552", "Invoice F104552"),
        ("pl", "Zgłoszenie A123456", "Zgłoszenie A123456"),
        ("pl", "Zamówienie 12-345", "Zamówienie 12-345"),
        ("id", "Samsung S24 PLUS saya", "Samsung S24 PLUS saya"),
        ("id", "Vitamin B12 5MG tablet", "Vitamin B12 5MG tablet"),
        ("zh", "工单A123456关闭了", "工单A123456关闭了"),
        ("id", "jalan kaki lima menit", "jalan kaki lima menit"),
        ("id", "jalan macet dua jam", "jalan macet dua jam"),
        ("id", "jalan sudirman nomor dua belas", "[address]"),
        ("pl", "Kraków 31-234", "[address]"),
        ("en", "Dublin D02 AF30", "[address]"),
        ("en", "London NW1 6XE", "[address]"),
    ],
)
def test_postcodes_and_references(language, said, left):
    assert redacted(said, language=language) == [left]
