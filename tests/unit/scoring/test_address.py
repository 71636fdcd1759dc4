"""The form of address tells who somebody is, not how a contact ended: it weighs nothing."""

import pytest

PROBES = [
    (
        "en",
        "C: my internet is down | A: i have reset it {} | C: thank you {} it works now",
        ("sir", "madam", "mrs", "miss", "love", "mate", "dear"),
    ),
    (
        "en",
        "C: can you tell me when my parcel comes | A: {} it comes on monday | C: okay {} so long",
        ("sir", "madam", "mrs"),
    ),
    (
        "pl",
        "C: nie działa mi internet | A: już wiem , proszę {} naprawimy to jutro | C: dziękuję {} do widzenia",
        ("pana", "pani", "pan", "panią"),
    ),
    (
        "pl",
        "C: chciałam zapytać gdzie jest paczka | A: {} w tej sprawie | C: no dobrze",
        ("zadzwoniłam", "zadzwoniłem"),
    ),
    (
        "id",
        "C: internet saya mati | A: baik {} nanti teknisi datang besok | C: makasih ya {}",
        ("pak", "bu", "mas", "mbak", "kak"),
    ),
    (
        "zh",
        "C: 我的网络坏了 | A: {}您好，明天会有人上门 | C: 好的，谢谢{}，再见",
        ("先生", "女士", "小姐", "大姐", "师傅", "大哥", "美女"),
    ),
    (
        "ar",
        "C: النت مقطوع | A: حاضر يا {} تم الاصلاح | C: شكرا يا {} اشتغل",
        ("استاذ", "استاذة", "باشا", "فندم", "مدام", "سيدي", "سيدتي"),
    ),
]


def test_words_of_endings_weigh_at_all(score):
    said = "C: my internet is down | A: i have reset it | C: thank you it works now"
    (judgement,) = score(said, "resolution", language="en").judgements
    assert judgement.words


@pytest.mark.parametrize(("language", "said", "forms"), PROBES)
def test_the_form_of_address_weighs_nothing(score, language, said, forms):
    chances = {}
    for form in forms:
        (judgement,) = score(said.replace("{}", form), "resolution", language=language).judgements
        chances[form] = (judgement.probability, judgement.grade)
    assert len(set(chances.values())) == 1, chances
