"""Numbers that name nobody: orders, tickets, amounts, years, times, counts."""

from random import Random

from qa_service.evaluation.redaction_set import speech
from qa_service.evaluation.redaction_set.texts import texts

# As long as phones, cards and national numbers.
_LENGTHS = (6, 8, 9, 10, 11, 12, 13, 15, 16, 18)


def filled(carrier: str, language: str, random: Random, *, spoken: bool) -> str:
    """The carrier with its {n}, {a}, {y}, {y2}, {t} or {c}."""
    first = random.randint(1950, 2015)
    years = [first, random.randint(first + 1, 2025)]
    values = {
        "{n}": lambda: _number(language, random, spoken=spoken),
        "{a}": lambda: _amount(language, random, spoken=spoken),
        "{y2}": lambda: speech.year(years[1], language) if spoken else str(years[1]),
        "{y}": lambda: speech.year(years[0], language) if spoken else str(years[0]),
        "{t}": lambda: _time(language, random, spoken=spoken),
        "{c}": lambda: speech.cardinal(random.randint(2, 9000), language) if spoken else str(random.randint(2, 90_000)),
    }
    for slot, value in values.items():
        if slot in carrier:
            carrier = carrier.replace(slot, value())
    return carrier


def _number(language: str, random: Random, *, spoken: bool) -> str:
    digits = str(random.randint(1, 9)) + "".join(
        random.choice("0123456789") for _ in range(random.choice(_LENGTHS) - 1)
    )
    if spoken:
        return speech.gap(language).join(speech.digits(digits, language, random))
    return random.choice(
        [digits, digits, f"{digits[:4]}-{digits[4:]}", f"{random.choice('ABKTXZ')}{random.choice('FRP')}{digits}"]
    )


def _amount(language: str, random: Random, *, spoken: bool) -> str:
    forms = texts(language).currency
    if spoken:
        value = random.choice([random.randint(20, 999), random.randint(1000, 99_999), random.randint(100_000, 900_000)])
        return random.choice(forms.spoken).replace("{v}", speech.cardinal(value, language))
    value = random.choice([random.randint(10, 9999), random.randint(10_000, 9_999_999), random.randint(10**8, 10**10)])
    mark = "." if language in {"id", "pl"} and random.random() < 0.7 else ","
    whole = random.choice([str(value), f"{value:,}".replace(",", mark), f"{value:,}.{random.randint(10, 99)}"])
    return random.choice(forms.written).replace("{v}", whole)


def _time(language: str, random: Random, *, spoken: bool) -> str:
    hour, minute = random.randint(1, 23), random.randint(10, 59)
    if not spoken:
        return f"{hour}:{minute:02}"
    if language == "zh":
        return f"{speech.cardinal(hour, language)}点{speech.cardinal(minute, language)}分"
    return f"{speech.cardinal(hour, language)} {speech.cardinal(minute, language)}"
