"""Polish as people speak and write it: names in every form, streets without their word, letters by their names."""

import pytest

from tests.unit.transcription.redaction import told
from transcription.redaction.polish.declension import declined


def redacted(*turns, channel="voice"):
    return told.redacted(*turns, language="pl", channel=channel)


@pytest.mark.parametrize(
    ("name", "family", "forms"),
    [
        ("nowak", True, "nowak nowaka nowakowi nowakiem nowaku nowakowie nowakow"),
        ("wisniewski", True, "wisniewski wisniewska wisniewskiego wisniewskiej wisniewskiemu wisniewskim"),
        ("marek", False, "marek marka markowi markiem marku"),
        ("agnieszka", False, "agnieszka agnieszki agnieszce agnieszke agnieszko"),
        ("jerzy", False, "jerzy jerzego jerzemu jerzym"),
        ("piotr", False, "piotr piotra piotrze piotrem"),
    ],
)
def test_declined(name, family, forms):
    assert set(forms.split()) <= declined([name], family=family)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("ubezpieczenia nadbrzeże kazimiera trzmielewska w czym pomóc", "ubezpieczenia nadbrzeże [name] w czym pomóc"),
        ("mówiłem z koleżanką malwiną o tym rachunku", "mówiłem z koleżanką [name] o tym rachunku"),
        ("proszę zapytać doktora gruszkowskiego", "proszę zapytać doktora [name]"),
        ("paczkę odbierze teść zygmunt kołtun", "paczkę odbierze teść [name]"),
        ("a teraz pan wojciechowicz dzwoni", "a teraz pan [name] dzwoni"),
        ("Kurier zostawił to u p. Zawadzkiej obok", "Kurier zostawił to u p. [name] obok"),
        ("w umowie jest Modrzykiewicz, tak zostało", "w umowie jest [name], tak zostało"),
        ("wniosek podpisała R. Wasilewska z kadr", "wniosek podpisała [name] z kadr"),
        ("panieńskie nazwisko panieńskie gajdzińska", "panieńskie nazwisko panieńskie [name]"),
        ("mieszkam na morelowej jedenaście łamane przez cztery", "mieszkam na [address]"),
        ("adres to Zaruskiego 18 m. 3, 80-299 Gdańsk", "adres to [address]"),
        ("wysyłka na os. Zielone Wzgórza 7/21", "wysyłka na [address]"),
        ("dzwoń pod 22 641 30 77", "dzwoń pod [phone]"),
        ("mam dwa numery, drugi 603 118 552", "mam dwa numery, drugi [phone]"),
        ("zwrot na PL 83 1140 2004 0000 3002 0135 5387 proszę", "zwrot na [iban] proszę"),
        ("mail to ola łukasik bez polskich znaków małpa wp kropka pl", "mail to [email]"),
        ("wizyta jest zapisana na Wojciecha Zarębę", "wizyta jest zapisana na [name]"),
        ("rezerwacja na Nowaka i faktura na Kowalskiego", "rezerwacja na [name] i faktura na [name]"),
        ("mam kod K7T42Q", "mam kod [code]"),
        ("umowa jest na Wiśniewską", "umowa jest na [name]"),
        ("rozmawiałem tam z Martyną o tym", "rozmawiałem tam z [name] o tym"),
        (
            "numer karty cztery trzy zera pięć dwie siódemki jeden dziewięć dwa zero osiem sześć trzy",
            "numer karty [card]",
        ),
    ],
)
def test_taken_out(said, left):
    assert redacted(said) == [left]


@pytest.mark.parametrize(
    "said",
    [
        "pani konsultantka mówiła że pan serwisant ma części",
        "kupiłam u was sofę marta i lampę",
        "parafia świętego łukasza ma nowy numer",
        "oddział na mickiewicza jest zamknięty",
        "nazwisko się nie zgadza na fakturze",
        "w marcu pan pisał do działu zwrotów",
        "paczka stoi na głównej pięć dni",
        "mieszka tu ktoś inny",
        "dwa zera na końcu kwoty to błąd",
        "Pakiet 500 Mb/s kosztuje 65 zł",
        "wizyta w środę między dziesiątą a czternastą",
        "pralka alfa model zima ma rok",
        "Paczka z Łodzi nie doszła",
        "przesiadka w Łodzi Kaliskiej była długa",
        "kupiłem w sieci Norma buty marki Line",
        "mój jogurt Malina i piwo Lew z Nice",
        "byłem w Helu i na Krecie, teraz jadę na Mazury",
        "byłem na Facebooku i na Messengerze, kupiłem to na Allegro",
        "przelew na Revolut, przechodzę z Orange na Play",
        "sklep przy Marszałkowskiej, potem Klub na Wyspiańskiego",
        "kupione w Leroy Merlin",
        "rezerwacja na Mazury na sobotę, umowa na Orange",
        "mam kod LATO20",
        "wyświetla się kod E5021",
        "gdzie pani mieszka?",
        "czy pan idzie na spotkanie",
    ],
)
def test_left_alone(said):
    assert redacted(said) == [said]


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("A: jaka ulica", "brzoskwiniowa"), ["jaka ulica", "[address]"]),
        (
            ("A: adres proszę", "ulica sadowa pięć", "A: kod i miasto", "dwadzieścia sześćset osiem lublin"),
            ["adres proszę", "[address]", "kod i miasto", "[address]"],
        ),
        (("A: telekod, druga i piąta cyfra", "osiem i zero"), ["telekod, druga i piąta cyfra", "[code] i [code]"]),
        (("A: proszę podać hasło telefoniczne", "mokry kalosz"), ["proszę podać hasło telefoniczne", "[code]"]),
        (
            ("A: proszę podać hasło telefoniczne", "nie pamiętam go"),
            ["proszę podać hasło telefoniczne", "nie pamiętam go"],
        ),
        (("A: jakie hasło wyskakuje", "nieprawidłowe dane"), ["jakie hasło wyskakuje", "nieprawidłowe dane"]),
        (("A: jaki komunikat się pokazuje", "kod A123B"), ["jaki komunikat się pokazuje", "kod A123B"]),
        (("A: podać kod, który się wyświetlił", "A12 B34"), ["podać kod, który się wyświetlił", "[code]"]),
        (("A: na kogo zamówienie", "na zarębskiego"), ["na kogo zamówienie", "na [name]"]),
        (("A: na jakie nazwisko", "na Brzozę"), ["na jakie nazwisko", "na [name]"]),
        (("A: na kogo zamówienie", "na firmę"), ["na kogo zamówienie", "na firmę"]),
        (("A: kod z smsa", "jest R7 442 K"), ["kod z smsa", "jest [code]"]),
        (("A: a pin do karty", "tysiąc dwieście sześć"), ["a pin do karty", "[code]"]),
        (("A: w jakim mieście", "w tarnowie"), ["w jakim mieście", "w [address]"]),
        (("A: pana nazwisko", "pe o zet en a er"), ["pana nazwisko", "[name]"]),
        (
            ("A: proszę pesel", "61021805538", "A: czyli osiemnasty lutego sześćdziesiąty pierwszy"),
            ["proszę pesel", "[pesel]", "czyli [birth]"],
        ),
        (("A: numer konta", "nie mam, końcówka osiem trzy jeden jeden"), ["numer konta", "nie mam, końcówka [iban]"]),
    ],
)
def test_asked_for(turns, left):
    assert redacted(*turns) == left
