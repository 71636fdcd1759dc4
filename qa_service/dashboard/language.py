"""What pages say, in one language: the catalogue's texts, and numbers, days and intervals as that language has them.

The catalogue is messages/<language>.toml: one text a key, the same keys in each, `{name}` where a value goes.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from qa_service.monitoring.results import Interval
from qa_service.reports import words

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "id": "Bahasa Indonesia",
    "pl": "Polski",
    "ar": "العربية",
    "zh": "中文",
}
MESSAGES = Path(__file__).parent / "messages"
FIRST = "first_"
"""Before an indicator that weighs once more where the first answer holds it."""


class Tongue:
    """One language of the interface."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.direction = "rtl" if code == "ar" else "ltr"
        self._texts = texts(code)
        self._locale = Locale.parse(code)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of `key`, with its values; a key that is not known is an error of ours."""
        text = self._texts[key]
        return text.format_map(values) if values else text

    def either(self, key: str, other: str) -> str:
        """The text of `key` where there is one, else `other`: for words that come from data."""
        return self._texts.get(key, other)

    def behaviour(self, name: str) -> str:
        return self.either(f"behaviour.{name}", words.behaviour(name))

    def factor(self, name: str) -> str:
        """What was weighed; of an indicator that is a centre's own, its name."""
        own = self.either(f"factor.{name}", "")
        if not own and name.startswith(FIRST):
            return self("interaction.first_answer", what=self.factor(name.removeprefix(FIRST)))
        return own or name.replace("_", " ")

    def number(self, value: float, digits: int = 0) -> str:
        return format_decimal(round(value, digits) + 0.0, locale=self._locale)  # no figure is -0

    def percent(self, share: float) -> str:
        """0..1 as whole percent; what is above zero but rounds to it is '<1%'."""
        if 0 < share < 0.005:
            return self._figure(f"<{format_percent(0.01, locale=self._locale)}")
        return format_percent(share, locale=self._locale)

    def probability(self, value: float) -> str:
        """Nothing is ever certain: '>99%'."""
        return self._figure(f">{self.percent(0.99)}") if value > 0.995 else self.percent(value)

    def day(self, when: date) -> str:
        # Arabic's medium form is of figures alone, whose order nobody can be sure of.
        return format_date(when, format="long" if self.direction == "rtl" else "medium", locale=self._locale)

    def moment(self, when: datetime) -> str:
        """A moment on the clock of its own time zone."""
        comma = "، " if self.direction == "rtl" else ", "
        clock = format_time(when, format="short", tzinfo=when.tzinfo, locale=self._locale)
        return f"{self.day(when.date())}{comma}{clock}"

    def level(self, interval: Interval) -> str:
        """'71% (66-76%)'."""
        low, high = self.percent(interval.low), self.percent(interval.high)
        return self("interval.short", estimate=self.percent(interval.estimate), low=low, high=high)

    def interval(self, interval: Interval, digits: int = 1) -> str:
        """'3.2 (1 to 5.5)'."""
        low, high = self.number(interval.low, digits), self.number(interval.high, digits)
        return self("interval.short", estimate=self.number(interval.estimate, digits), low=low, high=high)

    def gain(self, interval: Interval) -> str:
        """'3.2 (1 to 5.5)', whole from 20 on."""
        return self.interval(interval, 0 if abs(interval.estimate) >= 20 else 1)

    def one_in(self, share: float) -> str:
        """0..1 as what a customer meets: '1 in 6', by tenths from 0.35 on ('2 in 5')."""
        return words.one_in(self, share)

    def share(self, interval: Interval) -> str:
        """'1 in 6 (1 in 10 to 1 in 4)'."""
        low, high = self.one_in(interval.low), self.one_in(interval.high)
        estimate = self.one_in(interval.estimate)
        return estimate if low == high else self("interval.short", estimate=estimate, low=low, high=high)

    def rank(self, low: int, high: int, total: int) -> str:
        if low == high:
            return self("rank.sure", place=low, total=total)
        return self("rank.between", low=low, high=high, total=total)

    def _figure(self, text: str) -> str:
        """A sign and its figure, read from left to right whatever stands around them."""
        return f"\u2066{text.replace(chr(0x200E), '')}\u2069" if self.direction == "rtl" else text

    def listed(self, names: Sequence[str]) -> str:
        return self("list.comma").join(names)

    def clock(self, seconds: float) -> str:
        """Seconds as 'm:ss'."""
        return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@cache
def texts(code: str) -> dict[str, str]:
    """Read one language's catalogue: 'section.key' -> text."""
    sections = tomllib.loads((MESSAGES / f"{code}.toml").read_text("utf-8"))
    return {f"{section}.{key}": text for section, keys in sections.items() for key, text in keys.items()}


@cache
def tongue(code: str) -> Tongue:
    return Tongue(code)


def chosen(*wishes: str | None, accepted: str = "") -> str:
    """The first wish that is a language of ours, else the best of an Accept-Language header, else English."""
    for wish in wishes:
        if wish in LANGUAGES:
            return str(wish)
    ranked: list[tuple[float, str]] = []
    for part in accepted.split(","):
        name, _, quality = part.strip().partition(";q=")
        try:
            ranked.append((-float(quality or 1), name.strip().partition("-")[0].lower()))
        except ValueError:
            continue
    return next((code for _, code in sorted(ranked, key=lambda one: one[0]) if code in LANGUAGES), "en")
