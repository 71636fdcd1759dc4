import pytest

from transcription.language import detect, primary


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello, my card was stolen yesterday and I need help", "en"),
        ("I’m so sorry your card is gone", "en"),
        ("I cannot log in to my account", "en"),
        ("Selamat pagi, kartu saya hilang dan saya tidak bisa masuk", "id"),
        ("Dzień dobry, moja karta nie działa, czy może mi pan pomóc?", "pl"),
        ("مرحبا، بطاقتي لا تعمل وأريد المساعدة", "ar"),
        ("你好，我的卡丢了，请帮帮我", "zh"),
        ("您好 ABC 公司，我想查询订单状态", "zh"),
        ("Guten Tag, ich habe meine Karte verloren und kann nicht bezahlen", None),
        ("Olá, eu não tenho o meu cartão e não consigo pagar", None),
        ("Hola, no tengo mi tarjeta y necesito ayuda por favor", None),
        ("سلام، کارت من گم شده است و می‌خواهم کمک بگیرم", None),
        ("こんにちは、カードを失くしました", None),
        ("12345 !!", None),
        ("ok", None),
        ("", None),
    ],
)
def test_detect(text, language):
    assert detect([text]) == language


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en-GB", "en"), ("zh_CN", "zh"), ("PL", "pl"), ("", None), ("und", None), ("x", "x")],
)
def test_primary(tag, language):
    assert primary(tag) == language
