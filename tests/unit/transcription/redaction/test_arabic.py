"""Arabic contacts: what each last turn keeps."""

import pytest

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.redactor import redact


def last(*turns):
    given = tuple(
        SpokenTurn(speaker="agent" if turn.startswith("A: ") else "customer", text=turn.removeprefix("A: "))
        for turn in turns
    )
    made = redact(Interaction(id="1", channel="voice", language="ar", turns=given), b"k").turns
    assert made
    return made[-1].text


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("A: وين السكن بالضبط", "الجابرية قطعة ثلاثة شارع عشرة منزل واحد وعشرين"), "[address]"),
        (("الفني يجي على مجمع تسعمية طريق ألفين وعشرة مبنى ثلاثين الرفاع",), "الفني يجي على [address]"),
        (("عنواني 40 نهج الحرية، باب بحر، تونس 1002 وشكرا",), "عنواني [address] وشكرا"),
        (
            ("أرسلوا الطرد إلى حي الورود، شارع الزهور، عمارة ٧، شقة ٩ بعد العصر",),
            "أرسلوا الطرد إلى [address] بعد العصر",
        ),
        (("A: فين ساكن سيدي", "درب الفقرا زنقة خمسة رقم تسعود"), "[address]"),
        (("A: نوصل الكرت لوين", "على صيدا شارع رياض الصلح بناية الأمل الطابق التاني"), "على [address]"),
        (("A: عنوانك", "شارع الجيش", "A: علامة مميزة", "جنب جامع النور"), "[address]"),
        (("A: العنوان", "شارع الجيش", "A: رقم العمارة", "تلاتة وخمسين", "A: والدور", "الخامس شقة عشرة"), "[address]"),
        (("ص.ب 2210 الشارقة هذا صندوقي",), "[address] هذا صندوقي"),
        (("A: العنوان الوطني", "KSAB7410"), "[address]"),
        (("فرع شارع الجلاء 15 مقفول",), "فرع شارع الجلاء 15 مقفول"),
        (("عيادة ٤ الدور الثاني الساعة ٦",), "عيادة ٤ الدور الثاني الساعة ٦"),
        (("دفعت عن طريق التطبيق",), "دفعت عن طريق التطبيق"),
        (("A: العنوان مسجل؟", "الغسالة سبعة كيلو تنزل السبت"), "الغسالة سبعة كيلو تنزل السبت"),
    ],
)
def test_address(turns, left):
    assert last(*turns) == left
