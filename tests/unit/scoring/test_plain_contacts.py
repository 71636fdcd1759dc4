"""Contacts that are plain to everybody, under the weights that the library ships."""

import pytest

from benchmarks.loader import load
from scoring.scorer import Scorer
from tests.unit.scoring.conftest import transcript

HOURS = {
    "en": "Our opening hours are nine to five. Bring an identity card and the form.",
    "pl": "Nasze biuro jest czynne od dziewiątej do siedemnastej. Proszę zabrać dowód i formularz.",
    "id": "Jam buka kami dari sembilan sampai lima. Silakan bawa kartu identitas dan formulir.",
}


@pytest.fixture(scope="module")
def scorer():
    return Scorer(load())


def judged(scorer, behaviour, said, language):
    return scorer.score(transcript(said, language=language)).behaviours[behaviour].judgements


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "C: cancel my gold plan please | A: I have cancelled your gold plan from 3 May. | C: that did not work"),
        ("en", "C: unlock my account | A: I have unlocked your account 12. | C: It still doesn't work, thanks"),
        ("zh", "C: 请帮我解锁账户 | A: 已经帮您解锁账户12。 | C: 还是不行"),
        ("id", "C: tolong buka blokir akun saya | A: Akun 12 sudah saya buka blokirnya. | C: Masih tidak bisa"),
        ("pl", "C: Proszę odblokować moje konto | A: Odblokowałem Pana konto 12. | C: Nadal nie działa"),
        ("ar", "C: أريد فتح حسابي من فضلك | A: لقد فتحت حسابك رقم 12. | C: ما زال لا يعمل"),
    ],
)
def test_what_the_customer_denies_at_the_end_is_not_met(scorer, language, said):
    (judgement,) = judged(scorer, "resolution", said, language)
    assert judgement.indicator == "resolution.customer_denied"
    assert judgement.grade < 0.5
    assert judgement.probability < 0.5


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "C: unlock my account | A: I have unlocked your account. | C: It works now, thank you"),
        ("zh", "C: 请帮我解锁账户 | A: 已经帮您解锁账户了。 | C: 可以了，谢谢"),
        ("pl", "C: Proszę odblokować moje konto | A: Odblokowałem Pana konto. | C: Działa, dziękuję"),
    ],
)
def test_what_the_customer_confirms_is_met(scorer, language, said):
    (judgement,) = judged(scorer, "resolution", said, language)
    assert judgement.grade > 0.75
    assert judgement.decided_by


@pytest.mark.parametrize("times", [2, 8, 16, 40])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "C: I am furious, you charged me twice"),
        ("pl", "C: Jestem wściekły, pobraliście opłatę dwa razy"),
        ("id", "C: Saya sangat marah, saya ditagih dua kali"),
    ],
)
def test_no_length_makes_an_answer_empathic(scorer, language, said, times):
    answer = " ".join([HOURS[language]] * times)
    assert not [one for one in judged(scorer, "empathy", f"{said} | A: {answer}", language) if one.grade >= 0.5]


@pytest.mark.parametrize("lead", ["门进来左边是服务台", "2号门进来左边是服务台", "（一）服务台在门进来左边"])
def test_commas_part_chinese_statements_that_begin_with_a_figure(scorer, lead):
    (judgement,) = judged(
        scorer, "resolution", f"C: 服务台和退款通道在哪里？ | A: {lead}，感谢您的理解 | C: 好的谢谢", "zh"
    )
    assert judgement.step == 0.75
