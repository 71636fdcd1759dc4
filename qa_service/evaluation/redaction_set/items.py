"""Personal items of every type, drawn by a seeded generator: written in the forms people use, or spoken."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from qa_service.evaluation.redaction_set import dates, speech
from qa_service.evaluation.redaction_set.texts import texts

EVERYWHERE = ("card", "iban", "phone", "email", "birth", "address", "code", "name")
NATIONAL = {"en": "ssn", "pl": "pesel", "id": "nik", "zh": "resident_id"}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Item(NamedTuple):
    """`parts` with `gap` between them are the item; a pause or a turn may come between two parts. `count`: digits."""

    parts: tuple[str, ...]
    gap: str
    digits: bool


def item(kind: str, language: str, random: Random, *, spoken: bool) -> Item:
    made = _MAKERS.get(kind, _number)(kind, language, random, spoken)
    return made if spoken else _in_other_digits(made, language, random)


def _in_other_digits(made: Item, language: str, random: Random) -> Item:
    table = {"ar": _ARABIC_INDIC, "zh": _FULL_WIDTH}.get(language)
    if not made.digits or table is None or random.random() > (0.5 if language == "ar" else 0.2):
        return made
    return made._replace(parts=tuple(part.translate(table) for part in made.parts))


def _number(kind: str, language: str, random: Random, spoken: bool) -> Item:
    groups, gap = number(kind, language, random)
    if not spoken:
        return Item(groups, gap, digits=True)
    whole = "".join(groups)
    words = speech.digits("".join(sign for sign in whole if sign.isdigit()), language, random)
    return Item((*words, *(["X"] if whole.endswith("X") else [])), speech.gap(language), digits=True)


def number(kind: str, language: str, random: Random) -> tuple[tuple[str, ...], str]:
    """A number's groups and what is written between them."""
    whole = _VALUES[kind](language, random)
    if kind == "card":
        gap = random.choice([" ", "-", " ", ""])
        return (_cut(whole, 4) if gap else (whole,)), gap
    if kind == "ssn":
        return (whole[:3], whole[3:5], whole[5:]), random.choice(["-", "-", " ", ""])
    if kind == "phone":
        return _phone_groups(whole, language, random)
    return (whole,), ""


def _cut(digits: str, size: int) -> tuple[str, ...]:
    return tuple(digits[at : at + size] for at in range(0, len(digits), size))


def _phone_groups(whole: str, language: str, random: Random) -> tuple[tuple[str, ...], str]:
    if language == "en":
        form = random.randrange(4)
        groups = (whole[:3], whole[3:6], whole[6:])
        if form == 3:
            return (f"({groups[0]})", f"{groups[1]}-{groups[2]}"), " "
        return (groups, "-") if form == 0 else (groups, ".") if form == 1 else ((f"+1{whole}",), "")
    if language == "pl":
        return random.choice([((whole[:3], whole[3:6], whole[6:]), " "), ((f"+48{whole}",), ""), ((whole,), "")])
    if language == "id":
        return random.choice([((whole[:4], whole[4:8], whole[8:]), "-"), ((whole,), ""), ((f"+62{whole[1:]}",), "")])
    return random.choice([((whole,), ""), ((whole[:3], whole[3:7], whole[7:]), " ")])


def _random_digits(count: int, random: Random) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def _card(_language: str, random: Random) -> str:
    first = random.choice(["4", "51", "52", "53", "54", "55"])
    body = first + _random_digits(15 - len(first), random)
    total = 0
    for place, sign in enumerate(reversed(body)):
        number = int(sign) * (2 if place % 2 == 0 else 1)
        total += number - 9 if number > 9 else number
    return body + str(-total % 10)


def _ssn(_language: str, random: Random) -> str:
    return f"{random.randint(100, 665)}{random.randint(10, 99)}{random.randint(1000, 9999)}"


def _pesel(_language: str, random: Random) -> str:
    body = f"{random.randint(40, 99)}{random.randint(1, 12):02}{random.randint(1, 28):02}{random.randint(0, 9999):04}"
    total = sum(int(sign) * weight for sign, weight in zip(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3), strict=True))
    return body + str(-total % 10)


def _nik(_language: str, random: Random) -> str:
    day = random.randint(1, 28) + random.choice([0, 40])
    place = f"{random.choice([31, 32, 33, 34, 35, 36, 51, 73])}{random.randint(1, 75):02}{random.randint(1, 20):02}"
    return f"{place}{day:02}{random.randint(1, 12):02}{random.randint(60, 99)}{random.randint(1, 99):04}"


def _resident_id(_language: str, random: Random) -> str:
    place = random.choice(["110105", "310115", "440106", "510107", "330106"])
    born = f"{random.randint(1950, 2004)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    body = f"{place}{born}{random.randint(1, 999):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(sign) * weight for sign, weight in zip(body, weights, strict=True)) % 11]


def _phone(language: str, random: Random) -> str:
    heads = {"en": ["202", "415", "312", "617"], "pl": ["5", "6", "7"], "id": ["0812", "0857", "0813"],
             "ar": ["05", "010", "011"], "zh": ["138", "139", "150", "186"]}  # fmt: skip
    lengths = {"en": 10, "pl": 9, "id": random.choice([11, 12]), "ar": 10, "zh": 11}
    head = random.choice(heads[language])
    return head + _random_digits(lengths[language] - len(head), random)


def _code(_language: str, random: Random) -> str:
    return _random_digits(random.choice([4, 6, 6, 6, 8]), random)


_VALUES: dict[str, Callable[[str, Random], str]] = {
    "card": _card,
    "ssn": _ssn,
    "pesel": _pesel,
    "nik": _nik,
    "resident_id": _resident_id,
    "phone": _phone,
    "code": _code,
}
_BANKS = {
    "en": ("GB", "BARC", 14),
    "pl": ("PL", "", 24),
    "id": ("NL", "ABNA", 10),
    "ar": ("SA", "", 20),
    "zh": ("DE", "", 18),
}


def _iban(_kind: str, language: str, random: Random, spoken: bool) -> Item:
    country, bank, count = _BANKS[language]
    body = bank + _random_digits(count, random)
    turned = "".join(str(int(sign, 36)) for sign in f"{body}{country}00")
    check = f"{98 - int(turned) % 97:02}"
    if not spoken:
        whole = f"{country}{check}{body}"
        gap = random.choice([" ", ""])
        return Item(_cut(whole, 4) if gap else (whole,), gap, digits=False)
    words = [*country.lower(), *speech.digits(check, language, random), *bank.lower()]
    return Item((*words, *speech.digits(body[len(bank) :], language, random)), " ", digits=True)


def _email(_kind: str, language: str, random: Random, spoken: bool) -> Item:
    latin = texts(language if language in {"en", "id"} else "en")
    given, family = random.choice(latin.given).lower(), random.choice(latin.family).lower()
    tail = str(random.randint(1, 99)) if random.random() < 0.3 else ""
    sign = random.choice([".", ".", "_", "-", ""]) if not spoken else random.choice([".", ".", "_", ""])
    host = random.choice(texts(language).hosts)
    domain = random.choice(["com", "com", {"en": "org", "pl": "pl", "id": "id", "ar": "com", "zh": "cn"}[language]])
    if not spoken:
        return Item((f"{given}{sign}{family}{tail}@{host}.{domain}",), "", digits=False)
    signs = texts(language).signs
    parts = [given, *([random.choice(signs[sign])] if sign else []), family]
    parts += [speech.cardinal(int(tail), language)] if tail else []
    parts += [random.choice(signs["@"]), host, random.choice(signs["."]), domain]
    return Item(tuple(parts), " ", digits=False)


def _name(_kind: str, language: str, random: Random, _spoken: bool) -> Item:
    given, family = random.choice(texts(language).given), random.choice(texts(language).family)
    if language == "zh":
        return Item((family + given,), "", digits=False)
    return Item((given, family), " ", digits=False)


def _address(_kind: str, language: str, random: Random, spoken: bool) -> Item:
    given = texts(language)
    street, road, town = random.choice(given.streets), random.choice(given.street_kinds), random.choice(given.towns)
    house, flat = random.randint(1, 180), random.randint(1, 60)
    if spoken:
        return _spoken_address(language, street, road.replace("ul.", "ulica").replace("Jl.", "jalan"), town, house)
    code = f"{random.randint(10, 99)}-{random.randint(100, 999)}"
    parts = {
        "en": (
            f"{house} {street} {road},",
            random.choice([f"{town}", f"Apt {flat}, {town}", f"{town} {random.randint(10_000, 99_999)}"]),
        ),
        "pl": (
            f"{road} {street} {house}{random.choice(['', f'/{flat}', f' m. {flat}'])},",
            random.choice([f"{code} {town}", town]),
        ),
        "id": (
            f"{road} {street} No. {house},",
            random.choice([town, f"RT 0{flat % 9 + 1}/RW 0{house % 9 + 1}, {town}"]),
        ),
        "ar": (f"{road} {street} رقم {house}،", town),
        "zh": (f"{town}{street}{road}{house}号", random.choice(["", f"{flat % 20 + 1}栋{flat + 100}室"])),
    }[language]
    return Item(tuple(part for part in parts if part), speech.gap(language), digits=False)


def _spoken_address(language: str, street: str, road: str, town: str, house: int) -> Item:
    number = speech.cardinal(house, language)
    parts = {
        "en": (f"{number} {street} {road}", town),
        "pl": (f"{road} {street} {number}", town),
        "id": (f"{road} {street} nomor {number}", town),
        "ar": (f"{road} {street} رقم {number}", town),
        "zh": (f"{town}{street}{road}{number}号",),
    }[language]
    return Item(parts, speech.gap(language), digits=False)


def _birth(_kind: str, language: str, random: Random, spoken: bool) -> Item:
    day = dates.Day(random.randint(1940, 2004), random.randint(1, 12), random.randint(1, 28))
    parts = dates.said(day, language, random) if spoken else (dates.written(day, language, random),)
    return Item(parts, speech.gap(language), digits=not spoken)


_MAKERS: dict[str, Callable[[str, str, Random, bool], Item]] = {
    "iban": _iban,
    "email": _email,
    "name": _name,
    "address": _address,
    "birth": _birth,
}
