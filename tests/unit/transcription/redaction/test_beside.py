"""Polish and Indonesian numbers that no word introduces: what is spoken of around them says what they are."""

import pytest

from tests.unit.transcription.redaction.told import left

POLISH = (
    ("moja karta kończy się na dwanaście zero siedem", "moja karta kończy się na [card]"),
    ("A: komórka zaczyna się od sześć zero osiem tak | tak", "A: komórka zaczyna się od [phone] tak | tak"),
    ("wklepuję 630118 w paczkomacie i nic", "wklepuję [code] w paczkomacie i nic"),
    ("w SMS-ie 552093, nie działa", "w SMS-ie [code], nie działa"),
    ("A: esemes wysłany, proszę odczytać cyfry | czterdzieści dwa jedenaście sześćdziesiąt",
     "A: esemes wysłany, proszę odczytać cyfry | [code]"),
    ("kazał podać blika to mu dałem sto dwanaście osiemset trzy i zeszło dwieście złotych",
     "kazał podać blika to mu dałem [code] i zeszło dwieście złotych"),
    ("zwrot proszę na 4716338870021145", "zwrot proszę na [card]"),
    ("88109010140000071219812871 to konto żony", "[iban] to konto żony"),
    ("proszę dzwonić 604118227 po piątej", "proszę dzwonić [phone] po piątej"),
    ("w zgłoszeniu mam pięćset jeden zero osiem cztery sto dwa", "w zgłoszeniu mam [phone]"),
    ("zgłoszenie kończy się na dwanaście zero siedem", "zgłoszenie kończy się na dwanaście zero siedem"),
    ("wpisuję 2500 złotych i bankomat nie wydaje", "wpisuję 2500 złotych i bankomat nie wydaje"),
    ("numer umowy 604118227 mam tutaj", "numer umowy 604118227 mam tutaj"),
    ("hasło do wifi to chyba kotek77 albo inne", "hasło do wifi to chyba [code] albo inne"),
)  # fmt: skip
INDONESIAN = (
    ("A: nomornya yang belakangnya tiga tujuh dua betul | iya", "A: nomornya yang belakangnya [phone] betul | iya"),
    ("A: kartu yang ujungnya satu satu nol sembilan | bukan yang satu satu nol delapan",
     "A: kartu yang ujungnya [card] | bukan yang [card]"),
    ("A: ktp yang belakangnya nol nol kosong tujuh ya | nol nol kosong delapan mas",
     "A: ktp yang belakangnya [nik] ya | [nik] mas"),
    ("barusan ada sms empat kosong sembilan tujuh satu dua", "barusan ada sms [code]"),
    ("saya coba satu dua dua tiga kartunya ketelan mesin atm", "saya coba [code] kartunya ketelan mesin atm"),
    ("refund ke cc 4716338870021145", "refund ke cc [card]"),
    ("tf ke 4410 2288 71 bca ya kak", "tf ke [iban] bca ya kak"),
    ("1370011829046 mandiri ya", "[iban] mandiri ya"),
    ("pesanan yang belakangnya tiga tujuh dua belum sampai", "pesanan yang belakangnya tiga tujuh dua belum sampai"),
    ("masuk gerbang tol jam 0630 tadi", "masuk gerbang tol jam 0630 tadi"),
)  # fmt: skip


@pytest.mark.parametrize(("said", "kept"), POLISH)
def test_polish(said, kept):
    assert left(said, "pl") == kept


@pytest.mark.parametrize(("said", "kept"), INDONESIAN)
def test_indonesian(said, kept):
    assert left(said, "id") == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("pesel72041512314 do skierowania", "pesel[pesel] do skierowania"),
        ("zablokujcie 4532 **** **** 4419", "zablokujcie [card]"),
        ("karta 4532 8810 2276 4419, 09/27, 318", "karta [card], 09/27, [code]"),
        ("zmiana z 512009774 na 604118227", "zmiana z [phone] na [phone]"),
        ("REGON 512009774 jest w stopce", "REGON 512009774 jest w stopce"),
        ("A: jak się z panem skontaktować | sześćset dwa | A: zaraz | sto dziesięć | A: i | osiemset cztery",
         "A: jak się z panem skontaktować | [phone] | A: zaraz | [phone] | A: i | [phone]"),
        ("A: na jaki numer wysłać | na plus cztery osiem pięć jeden trzy zero zero dziewięć siedem siedem dwa",
         "A: na jaki numer wysłać | na [phone]"),
    ],
)  # fmt: skip
def test_pieces_and_signs(said, kept):
    assert left(said, "pl") == kept


@pytest.mark.parametrize(
    ("said", "language", "kept"),
    [
        ("mama jest z rocznika pięćdziesiąty szósty", "pl", "mama jest z rocznika [birth]"),
        ("syn jest z dwunastego maja dwa tysiące dziesiątego", "pl", "syn jest z [birth]"),
        ("przyszłam na świat trzeciego kwietnia tysiąc dziewięćset sześćdziesiątego pierwszego", "pl",
         "przyszłam na świat [birth]"),
        ("u mnie jest dziewiętnasty zero sześć tysiąc dziewięćset siedemdziesiąty siódmy | A: dwudziesty dziewiąty", "pl",
         "u mnie jest [birth] | A: [birth]"),
        ("dom wybudowany trzeciego kwietnia tysiąc dziewięćset sześćdziesiątego pierwszego", "pl",
         "dom wybudowany trzeciego kwietnia tysiąc dziewięćset sześćdziesiątego pierwszego"),
        ("A: kiedy ma pan urodziny | dziewiątego grudnia", "pl", "A: kiedy ma pan urodziny | [birth]"),
        ("umowę podpisałem 15.03.1999 w salonie", "pl", "umowę podpisałem 15.03.1999 w salonie"),
        ("saya kelahiran enam lima", "id", "saya kelahiran [birth]"),
        ("A: ultahnya kapan | dua sembilan februari | A: tahunnya | sembilan enam", "id",
         "A: ultahnya kapan | [birth] | A: tahunnya | [birth]"),
        ("rumah dibangun dua belas mei seribu sembilan ratus delapan puluh", "id",
         "rumah dibangun dua belas mei seribu sembilan ratus delapan puluh"),
    ],
)  # fmt: skip
def test_births(said, language, kept):
    assert left(said, language) == kept
