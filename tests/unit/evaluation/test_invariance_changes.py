import pytest

from qa_service.evaluation import invariance_changes as changes
from transcription.interaction import Agent, Interaction, SpokenTurn


def chat(text, language, name="x"):
    turn = SpokenTurn(speaker="agent", text=text, agent="ag-1")
    return Interaction(id=name, channel="chat", language=language, agent=Agent(id="ag-1"), turns=(turn,))


def changed(change, text, language):
    return change(chat(text, language)).turns[0].text


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "Good morning Sir, he told my husband", "Good morning Madam, she told my wife"),
        ("pl", "Czy Pan wie, że zamówiłem i wziąłem?", "Czy Pani wie, że zamówiłam i wzięłam?"),
        ("pl", "przekażę to działem, mam problem", "przekażę to działem, mam problem"),
        ("ar", "أستاذ سامي متضايق", "أستاذة سامي متضايقة"),
        ("id", "Pak Budi dan suami", "Bu Budi dan istri"),
        ("zh", "王先生，他说", "王女士，她说"),
    ],
)
def test_genders(language, before, after):
    assert changed(changes.gendered, before, language) == after


@pytest.mark.parametrize(
    ("change", "language", "before", "after"),
    [
        (changes.spelt, "en", "I apologise, the centre cancelled it", "I apologize, the center canceled it"),
        (changes.spelt, "en", "I apologize", "I apologise"),
        (changes.plain, "pl", "Zażółć gęślą jaźń, łódź", "Zazolc gesla jazn, lodz"),
        (changes.traditional, "zh", "这个问题", "這個問題"),
        (changes.lower, "en", "Hi Tom", "hi tom"),
        (changes.upper, "en", "Hi Tom", "HI TOM"),
        (changes.unpunctuated, "en", "Well, it's £12.50! [card] OK?", "well it's 12.50 [card] ok"),
    ],
)
def test_spelling_and_marks(change, language, before, after):
    assert changed(change, before, language) == after


@pytest.mark.parametrize(
    ("language", "before", "name"),
    [
        ("en", "Hi, this is Wanda. Tom is off", "Wanda"),
        ("en", "Maya will call you", "Maya"),
        ("pl", "z tej strony Kunegunda", "Kunegunda"),
        ("zh", "我是小雅，王先生", "小雅"),
    ],
)
def test_names(language, before, name):
    found = changed(changes.named, before, language)
    assert name not in found
    assert any(other in found for other in changes.words(language).names)


def test_whoever_is_named_in_the_metadata_is_another_too():
    other = changes.named(chat("hello", "en"))
    assert other.agent.id == "other-ag-1"
    assert other.turns[0].agent == "other-ag-1"
    assert other.agent.team == "other"
