import numpy as np
import pytest

from transcription.speakers import Turn, decide, leaning, roles

CALLS = {
    "en": ("Thank you for calling Acme, how can I help?", "Hi, I'm calling because my card never arrived."),
    "id": ("Selamat pagi, ada yang bisa saya bantu?", "Saya mau tanya, pesanan saya belum sampai."),
    "pl": ("Dzień dobry, w czym mogę pomóc?", "Dzwonię w sprawie karty, nie dostałam jej."),
    "ar": ("شكراً لاتصالك، كيف يمكنني مساعدتك؟", "عندي مشكلة، لم يصل طلبي"),
    "zh": ("您好，很高兴为您服务，请问有什么可以帮您？", "我想问一下，我的订单还没收到。"),
}


@pytest.mark.parametrize("language", CALLS)
@pytest.mark.parametrize("told", [True, False])
def test_the_agent_is_found_on_either_channel(language, told):
    agent, customer = CALLS[language]
    for side in (0, 1):
        turns = [Turn(side, agent, 0.0), Turn(1 - side, customer, 3.0)]
        found = decide(turns, language if told else None)
        assert found.speakers[side] == "agent"
        assert found.speakers[1 - side] == "customer"
        assert found.confidence > 0.9


@pytest.mark.parametrize(
    ("first", "outbound", "speakers", "low", "high"),
    [
        (0, False, ("agent", "customer"), 0.8, 0.95),
        (1, False, ("agent", "customer"), 0.45, 0.6),  # the one's place against the other's beginning
        (1, True, ("agent", "customer"), 0.8, 0.95),
    ],
)
def test_without_words_place_and_beginning_decide_and_are_not_sure(first, outbound, speakers, low, high):
    found = decide([Turn(first, "hello", 0.0), Turn(1 - first, "hello", 1.0)], "en", outbound=outbound)
    assert found.speakers == speakers
    assert low <= found.confidence <= high


def test_nobody_speaks():
    assert decide([], "en") == (("agent", "customer"), pytest.approx(0.731, abs=0.001))


@pytest.mark.parametrize(
    ("text", "language", "sign"),
    [
        ("How can I help you?", "en", 1),
        ("how can I helpless", "en", 0),  # whole words
        ("I'd like to know why", "en", -1),
        ("I’d like to know why", "en", -1),
        ("HOW MAY I HELP", "pl", 0),
        ("how may i help", None, 1),
        ("how may i help", "de", 0),
        ("أتصل بخصوص البطاقة", "ar", -1),
        ("", "en", 0),
    ],
)
def test_leaning(text, language, sign):
    assert np.sign(leaning(text, language)) == sign


def test_roles_on_one_channel():
    agent, customer = CALLS["en"]
    turns = [
        Turn(1, agent, 0.0, 0.95),
        Turn(0, customer, 3.0, 0.95),
        Turn(1, "Right.", 6.0, 0.95),
        Turn(0, "Yes.", 7.0, 0.55),  # whose voice it is, is not clear
        Turn(None, "Yes.", 8.0),
        Turn(None, "Is there anything else?", 9.0),
    ]
    found = roles(turns, "en")
    assert [speaker for speaker, _ in found] == ["agent", "customer", "agent", "unknown", "unknown", "agent"]
    assert all(0.5 <= sure <= 1 for _, sure in found)
    assert [speaker for speaker, _ in roles(turns, "en", threshold=0.0)][3:5] == ["customer", "customer"]


def test_one_voice_alone_is_nobody():
    assert [speaker for speaker, _ in roles([Turn(0, "hello", 0.0, 0.5), Turn(0, "yes", 1.0, 0.5)], "en")] == [
        "unknown"
    ] * 2
