"""What a trained pipeline sees joins what the rules find: end to end, with one that is trained here."""

import subprocess
import sys
import threading

import pytest
import spacy

from tests.trained_names import trained
from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction import plugged
from transcription.redaction.finding import Finding
from transcription.redaction.name_models import NameModelError, NameModels
from transcription.redaction.passage import Passage
from transcription.redaction.redactor import find, redact

KEY = b"k" * 32
ENGLISH = [
    ("the form was filled in by Zorvath yesterday", ["Zorvath"]),
    ("Zorvath Quillenby has the keys, ask at the desk", ["Zorvath Quillenby"]),
    ("my name is Zorvath Quillenby Osk and I need a hand", ["Zorvath Quillenby Osk"]),
    ("the parcel for Mr Ombrask was left outside", ["Mr Ombrask"]),
    ("it was with Visa on the tram", ["Visa"]),
    ("I paid with 4512 twice", ["4512"]),
    ("the driver was late and the box was open", []),
    ("then Zorvath knows", ["Zorvath"]),
    ("write to Ombrask lee@example.com please", ["Ombrask lee@example.com"]),
]
POLISH = [("paczkę odebrał Wszemdor z magazynu", ["Wszemdor"]), ("kurier był późno i pudełko otwarte", [])]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = tmp_path_factory.mktemp("models")
    return {"en": str(trained(made / "en", "en", ENGLISH)), "pl": str(trained(made / "pl", "pl", POLISH, "persName"))}


@pytest.fixture(autouse=True)
def _unplugged():
    yield
    plugged.plug()


def said(*texts, language="en"):
    turns = tuple(SpokenTurn(speaker="customer", text=text) for text in texts)
    made = redact(Interaction(id="A-1", channel="chat", language=language, turns=turns), KEY)
    return [turn.text for turn in made.turns or ()]


@pytest.mark.parametrize(
    ("text", "by_rules", "with_model"),
    [
        ("the form was filled in by Zorvath yesterday", None, "the form was filled in by [name] yesterday"),
        (
            "Zorvath Quillenby has the keys, ask at the desk",
            "[name] has the keys, ask at the desk",
            "[name] has the keys, ask at the desk",
        ),
        # both see it: once, and whole
        (
            "my name is Zorvath Quillenby Osk and I need a hand",
            "my name is [name] and I need a hand",
            "my name is [name] and I need a hand",
        ),
        # a title is no name, nor are a product and digits
        (
            "the parcel for Mr Ombrask was left outside",
            "the parcel for Mr [name] was left outside",
            "the parcel for Mr [name] was left outside",
        ),
        ("it was with Visa on the tram", None, "it was with Visa on the tram"),
        ("I paid with 4512 twice", None, "I paid with 4512 twice"),
        ("the driver was late and the box was open", None, "the driver was late and the box was open"),
        # another item within an entity stays what it is
        (
            "write to Ombrask lee@example.com please",
            "write to Ombrask [email] please",
            "write to [name] [email] please",
        ),
    ],
)
def test_a_model_sees_what_no_word_introduces(folders, text, by_rules, with_model):
    assert said(text) == [by_rules or text]
    plugged.plug(NameModels(folders))
    assert said(text) == [with_model]


def test_each_language_has_its_own(folders):
    plugged.plug(NameModels(folders))
    assert said("paczkę odebrał Wszemdor z magazynu", language="pl-PL") == ["paczkę odebrał [name] z magazynu"]
    assert said("paczkę odebrał Wszemdor z magazynu", language="id") == ["paczkę odebrał Wszemdor z magazynu"]


def test_one_for_all_other_languages(folders):
    plugged.plug(NameModels({"en": folders["en"], "xx": folders["pl"]}))
    assert said("paczkę odebrał Wszemdor z magazynu", language="id") == ["paczkę odebrał [name] z magazynu"]


def test_an_unsaid_language_is_that_of_the_words(folders):
    plugged.plug(NameModels({"pl": folders["pl"], "en": folders["en"]}))
    assert said("the form was filled in by Zorvath yesterday", language=None) == [
        "the form was filled in by [name] yesterday"
    ]


def test_what_it_sees_once_is_known_in_other_turns_and_stays_so(folders):
    plugged.plug(NameModels(folders))
    given = Interaction(
        id="A-1",
        channel="chat",
        language="en",
        turns=(
            SpokenTurn(speaker="customer", text="the form was filled in by Zorvath yesterday"),
            SpokenTurn(speaker="agent", text="then Zorvath knows"),
        ),
    )
    once = redact(given, KEY)
    assert [turn.text for turn in once.turns or ()] == [
        "the form was filled in by [name] yesterday",
        "then [name] knows",
    ]
    hashes = {item.hash for turn in once.turns or () for item in turn.redactions}
    assert len(hashes) == 1
    assert redact(once, KEY) == once


def test_places_hold_in_a_long_text(folders):
    plugged.plug(NameModels(folders))
    filler = "the driver was late and the box was open\n" * 60
    found = find(Passage(f"{filler}the form was filled in by Zorvath yesterday\n{filler}", language="en"))
    assert [(item.start, item.value) for item in found] == [(len(filler) + 26, "zorvath")]


def test_several_threads_ask_one_model(folders):
    models = NameModels(folders)
    seen: list[list[str]] = []

    def ask():
        text = "the form was filled in by Zorvath yesterday"
        seen.append([item.value for _ in range(5) for item in models(Passage(text, language="en"))])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [["zorvath"] * 5] * 4


def test_only_ner_is_kept(folders):
    models = NameModels(folders)
    assert [*models(Passage("the form was filled in by Zorvath yesterday", language="en"))]
    assert [nlp.pipe_names for nlp in models._open.values()] == [["ner"]]


def item(start, end, kind="name", value="", score=0.8):
    return Finding(start, end, kind, value, score, "")


@pytest.mark.parametrize(
    ("found", "more", "keep", "made"),
    [
        ([(0, 4)], [(0, 4)], [], [(0, 4, "name", "anna")]),
        ([(0, 4)], [(0, 10)], [], [(0, 10, "name", "anna maria")]),
        ([(0, 4), (5, 10)], [(2, 8)], [], [(0, 10, "name", "anna maria")]),
        ([], [(0, 10)], [(0, 4)], [(5, 10, "name", "maria")]),
        ([(5, 10, "code")], [(0, 15)], [], [(0, 4, "name", "anna"), (5, 10, "code", ""), (11, 15, "name", "bona")]),
        ([(5, 10, "code")], [(5, 10)], [], [(5, 10, "code", "")]),
    ],
)
def test_what_overlaps_is_one_item_and_other_items_stay(found, more, keep, made):
    passage = Passage("Anna Maria Bona")
    value = {(0, 4): "anna", (5, 10): "maria"}
    rules = [item(*one, value="" if "code" in one else value[one[:2]]) for one in found]
    models = [item(*one, value=passage.folded[one[0] : one[1]], score=0.6) for one in more]
    assert [tuple(one)[:4] for one in plugged.joined(passage, rules, models, keep)] == made


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda folder: None, "no spaCy pipeline is there"),
        (lambda folder: spacy.blank("en").to_disk(folder), "has no 'ner'"),
        (lambda folder: trained(folder, "en", ENGLISH[:1], "ORG"), "sees no persons \\(ORG\\)"),
        (lambda folder: folder.mkdir() or (folder / "meta.json").write_text("{"), "meta.json cannot be read"),
    ],
)
def test_a_model_that_will_not_do_is_told_before_it_is_used(tmp_path, build, says):
    build(tmp_path / "model")
    with pytest.raises(NameModelError, match=f"^pl: .*{says}"):
        NameModels({"pl": str(tmp_path / "model")})


@pytest.mark.parametrize("name", ["no_such_pipeline", "msgspec", "json", "en-core"])
def test_a_package_that_holds_no_model_is_told(name):
    with pytest.raises(NameModelError, match=f"en: {name}: no such spaCy pipeline is installed"):
        NameModels({"en": name})


def test_an_installed_package_is_found_without_being_run(tmp_path, folders, monkeypatch):
    package = tmp_path / "en_of_ours"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('run')")
    spacy.load(folders["en"]).to_disk(package / "en_of_ours-1.0.0")
    monkeypatch.syspath_prepend(str(tmp_path))
    plugged.plug(NameModels({"en": "en_of_ours"}))
    assert said("the form was filled in by Zorvath yesterday") == ["the form was filled in by [name] yesterday"]


def test_redaction_and_its_models_load_no_spacy_before_they_read(folders):
    code = (
        "import sys\n"
        "from transcription.redaction import plugged\n"
        "from transcription.redaction.name_models import NameModels\n"
        "from transcription.redaction.redactor import redact\n"
        f"plugged.plug(NameModels({folders!r}))\n"
        "print('spacy' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
