"""Dates as people write and say them."""

from random import Random
from typing import NamedTuple

from qa_service.evaluation.redaction_set import speech
from qa_service.evaluation.redaction_set.texts import texts


class Day(NamedTuple):
    year: int
    month: int
    day: int


def written(date: Day, language: str, random: Random) -> str:
    month = texts(language).numbers.months[date.month - 1]
    numeric = [
        f"{date.day:02}/{date.month:02}/{date.year}",
        f"{date.day}.{date.month:02}.{date.year}",
        f"{date.year}-{date.month:02}-{date.day:02}",
    ]
    named = {
        "en": [f"{date.day} {month} {date.year}", f"{month} {date.day}, {date.year}"],
        "zh": [f"{date.year}年{date.month}月{date.day}日"] * 3,
    }.get(language, [f"{date.day} {month} {date.year}"] * 2)
    return random.choice([*numeric, *named])


def said(date: Day, language: str, random: Random) -> tuple[str, ...]:
    words = texts(language).numbers
    month, year = words.months[date.month - 1], speech.year(date.year, language)
    if language == "zh":
        return f"{year}年", month, f"{speech.cardinal(date.day, language)}日"
    if words.days:
        day = words.days[date.day - 1]
        if language == "en":
            return random.choice([(f"the {day} of {month}", year), (f"{month} {day}", year), (f"{day} {month}", year)])
        return f"{day} {month}", year
    return f"{speech.cardinal(date.day, language)} {month}", year
