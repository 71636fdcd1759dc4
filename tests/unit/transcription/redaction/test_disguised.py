"""Items written so that a plain reading misses them: all goes, and nothing beside it."""

import pytest

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.keys import keyed_hash
from transcription.redaction.redactor import redact

KEY = b"k" * 32
CARD = "4111111111111111"


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("card 4111\u200b1111\u200b1111\u200b1111", "card [card]"),
        ("card 4\u200d111 1111 11\ufeff11 1111 thanks", "card [card] thanks"),
        ("card ４１１１ １１１１ １１１１ １１１１", "card [card]"),
        ("card ٤١١١ 1111 ۱۱۱۱ 1111", "card [card]"),
        ("card 4111\xa01111\xa01111\xa01111", "card [card]"),
        ("card 4111\u20091111\u20091111\u20091111", "card [card]"),
        ("card 4111\u202f1111\u202f1111\u202f1111", "card [card]"),
        ("card 4111\u20111111\u20111111\u20111111", "card [card]"),
        ("card 4111\u20121111\u20131111\u20141111", "card [card]"),
        ("card 4111\u22121111\u22121111\u22121111", "card [card]"),
        ("card 4111\uff0d1111\uff0d1111\uff0d1111", "card [card]"),
        ("card 4111\xad1111\xad1111\xad1111", "card [card]"),
        ("card 4111\n1111\n1111\n1111", "card [card]"),
        ("card 4111 1111\r\n1111 1111", "card [card]"),
        ("card 4111\t1111\t1111\t1111", "card [card]"),
        ("4111  1111  1111  1111", "[card]"),
        ("4111.1111.1111.1111", "[card]"),
        ("4111_1111_1111_1111", "[card]"),
        ("4111 - 1111 - 1111 - 1111", "[card]"),
        ("4111,1111,1111,1111", "[card]"),
        ("4111/1111/1111/1111", "[card]"),
        ("card 4111 1111 1111 111l", "card [card]"),
        ("card 411I 1111 1111 1111", "card [card]"),
        ("card 4OOO OO12 3456 7899", "card [card]"),
        ("card 4111&nbsp;1111&nbsp;1111&nbsp;1111", "card [card]"),
        ("card 4111&#160;1111&#160;1111&#160;1111", "card [card]"),
        ("card 4111&thinsp;1111&thinsp;1111&thinsp;1111", "card [card]"),
        ("card 4111&#8209;1111&ndash;1111&#x2011;1111", "card [card]"),
        ("card 4&#49;11 1111 1111 1111", "card [card]"),
        ("ann.lee [at] example [dot] com", "[email]"),
        ("ann.lee(at)example(dot)com", "[email]"),
        ("ann.lee at example.com", "[email]"),
        ("ann lee AT example DOT com", "[email]"),
        ("ann.lee＠example.com", "[email]"),
        ("ann.lee﹫example.com", "[email]"),
        ("ann.lee@example．com", "[email]"),
        ("ann.lee&#64;example.com", "[email]"),
        ("ann.lee&commat;example.com", "[email]"),
        ("ann.lee@exam\u200bple.com", "[email]"),
        ("ann.lee{at}example{dot}com", "[email]"),
        ("phone 555-123-4567 ext 89", "phone [phone]"),
        ("phone 555-123-4567 ext. 89", "phone [phone]"),
        ("call +44 20 7946 0958 x12", "call [phone]"),
        ("phone 555 123 4567 extension 890", "phone [phone]"),
        ("phone (555) 123-4567 #22", "phone [phone]"),
        ("+1 (555) 123\u20114567", "[phone]"),
        ("+٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨", "[phone]"),
        ("phone 555.123.4567;ext=12", "phone [phone]"),
        ("+1\xa0555\xa0123\xa04567", "[phone]"),
        ("\u7535\u8bdd 138\u200b0013\u200b8000", "电话 [phone]"),
        ("tel +48 601 234 567 wew. 12", "tel [phone]"),
        ("0048 601 234 567", "[phone]"),
        ("IBAN gb82 west 1234 5698 7654 32", "IBAN [iban]"),
        ("iban GB82WEST12345698765432", "iban [iban]"),
        ("gb82west12345698765432", "[iban]"),
        ("IBAN: GB82-WEST-1234-5698-7654-32", "IBAN: [iban]"),
        ("IBAN GB82\xa0WEST\xa01234\xa05698\xa07654\xa032", "IBAN [iban]"),
        ("IBAN ＧＢ８２ＷＥＳＴ１２３４５６９８７６５４３２", "IBAN [iban]"),
        ("IBAN G B 8 2 W E S T 1 2 3 4 5 6 9 8 7 6 5 4 3 2", "IBAN [iban]"),
        ("IBAN GB82 WEST\n1234 5698 7654 32", "IBAN [iban]"),
        ("SA03 8000 0000 6080 1016 7519", "[iban]"),
        ("SA٠٣٨٠٠٠٠٠٠٠٦٠٨٠١٠١٦٧٥١٩", "[iban]"),
        ("الآيبان SA03 ٨٠٠٠ ٠٠٠٠ ٦٠٨٠ ١٠١٦ ٧٥١٩", "الآيبان [iban]"),
        ("PL 61 1090 1014 0000 0712 1981 2874", "[iban]"),
        ("IBAN GB82.WEST.1234.5698.7654.32", "IBAN [iban]"),
        ("IBAN GB82  WEST  1234  5698  7654  32", "IBAN [iban]"),
        ("iban GB82 WEST l234 5698 7654 32", "iban [iban]"),
        ("ssn 078\u200905\u20091120", "ssn [ssn]"),
        ("ssn 078\u201305\u20131120", "ssn [ssn]"),
        ("ssn 078&nbsp;05&nbsp;1120", "ssn [ssn]"),
        ("pesel 4405 1401 359", "pesel [pesel]"),
        ("pesel 440514 01359", "pesel [pesel]"),
        ("NIK 3174.0512.0585.0001", "NIK [nik]"),
        ("NIK 31740512\u200b05850001", "NIK [nik]"),
        ("身份证 110105 19491231 002X", "身份证 [resident_id]"),
        ("身份证１１０１０５１９４９１２３１００２Ｘ", "身份证[resident_id]"),
        ("\u8eab\u4efd\u8bc1110105\u200b19491231002x", "身份证[resident_id]"),
        ("my email is ann.lee @ example.com", "my email is [email]"),
        ("my email ann.lee (at) example dot com", "my email [email]"),
    ],
)
def test_all_of_it_goes(given, left):
    turn = SpokenTurn(speaker="customer", text=given)
    assert redact(Interaction(id="1", channel="chat", turns=(turn,)), KEY).turns[0].text == left


@pytest.mark.parametrize(
    "given",
    [
        "card 4111\u200b1111\u200b1111\u200b1111",
        "card 4111&nbsp;1111&nbsp;1111&nbsp;1111",
        "card 41ll 1111 1111 1111",
        "card \u0664\u0661\u0661\u0661 1111 \u06f1\u06f1\u06f1\u06f1 1111",
    ],
)
def test_equal_to_the_plain_one(given):
    turn = SpokenTurn(speaker="customer", text=given)
    found = redact(Interaction(id="1", channel="chat", turns=(turn,)), KEY).turns[0].redactions
    assert [item.hash for item in found] == [keyed_hash(KEY, CARD)]


@pytest.mark.parametrize(
    "given",
    [
        "order O12345678",
        "1\u202f234\u202f567 z\u0142",
        "R&D; 12 of 20",
        "we ordered 10 &amp; 12",
        "lIlIlIlIlI",
        "meet @ noon.Then go",
    ],
)
def test_left_alone(given):
    turn = SpokenTurn(speaker="customer", text=given)
    assert redact(Interaction(id="1", channel="chat", turns=(turn,)), KEY).turns[0] == turn
