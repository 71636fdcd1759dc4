"""Figures as words: what a team lead reads instead of a decimal, in the lead's language.

The catalogue is messages/<language>.toml: one text a key, the same keys in each, `{name}` where a value goes; a text
that depends on a number is a table of that language's plural forms (CLDR).
"""

import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from qa_service.monitoring.results import Interval

MESSAGES = Path(__file__).parent / "messages"
# The locale that says how each language writes numbers and days.
LANGUAGES = {"en": "en_GB", "id": "id", "pl": "pl", "ar": "ar", "zh": "zh_Hans"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
# Around what is written in a direction of its own (Unicode's FSI and PDI), so that the words beside it stay in order.
ISOLATED = "\u2068{}\u2069"
FIGURES = "\u2066{}\u2069"


def one_in(say: Callable[..., str], share: float) -> str:
    """Say 0..1 as what a customer meets: '1 in 6', by tenths from 0.35 on ('2 in 5'), in the words of a catalogue."""
    if share < 0.005:
        return say("share.rare")
    if share >= 0.95:
        return say("share.nearly_all")
    part = Fraction(1, round(1 / share)) if share < 0.35 else Fraction(round(share * 10), 10)
    return say("share.of", a=part.numerator, b=part.denominator)


class Words:
    """One language of the reports."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.rtl = language in RIGHT_TO_LEFT
        self._texts = texts(language)
        self._locale = Locale.parse(LANGUAGES[language])

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of `key`, with its values; a key that is not known is an error of ours."""
        text = self._texts[key]
        return text.format_map({name: self._held(value) for name, value in values.items()}) if values else text

    def _held(self, value: object) -> object:
        return ISOLATED.format(value) if self.rtl and isinstance(value, str) else value

    def name(self, text: str) -> str:
        """A name, whose direction is its own, in a line that runs as the language does."""
        return f"\u200f{ISOLATED.format(text)}" if self.rtl else text

    def _figures(self, text: str) -> str:
        """Figures that are read from left to right, whatever stands around them."""
        return FIGURES.format(text.replace("\u200e", "")) if self.rtl else text

    def either(self, key: str, other: str) -> str:
        """The text of `key` where there is one, else `other`: for words that come from data."""
        return self._texts.get(key, other)

    def behaviour(self, name: str) -> str:
        """'data_minimisation' as 'data minimisation', with the field's longer term where there is one."""
        return self.either(f"behaviour.{name}", name.replace("_", " ").replace("-", " "))

    def title(self, name: str) -> str:
        """The behaviour as a heading begins with it."""
        said = self.behaviour(name)
        return f"{said[:1].upper()}{said[1:]}"

    def source(self, name: str) -> str:
        return self.either(f"source.{name}", self.behaviour(name))

    def number(self, value: float, digits: int = 0) -> str:
        return format_decimal(round(value, digits), format=f"#,##0.{'0' * digits}", locale=self._locale)

    def percent(self, share: float) -> str:
        """0..1 as whole percent; what is above zero but rounds to it is '<1%'."""
        if 0 < share < 0.005:
            return f"<{format_percent(0.01, locale=self._locale)}"
        return format_percent(share, locale=self._locale)

    def range(self, interval: Interval) -> str:
        """'66–76%'."""
        return f"{self.number(interval.low * 100)}–{self.percent(interval.high)}"

    def level(self, interval: Interval) -> str:
        """'71% (66–76%)'."""
        return self._figures(f"{self.percent(interval.estimate)} ({self.range(interval)})")

    def spread(self, interval: Interval) -> str:
        """'0.21 (0.19–0.23)'."""
        low, high = self.number(interval.low, 2), self.number(interval.high, 2)
        return self._figures(f"{self.number(interval.estimate, 2)} ({low}–{high})")

    def quantity(self, interval: Interval) -> str:
        """'3.2 (90% interval 1.0 to 5.5)', whole from 20 on."""
        digits = 0 if abs(interval.estimate) >= 20 else 1
        low, high = self.number(interval.low, digits), self.number(interval.high, digits)
        return self("figure.quantity", estimate=self.number(interval.estimate, digits), low=low, high=high)

    def probability(self, value: float) -> str:
        """0.94 as '0.94'; nothing is ever certain: 'over 0.99'."""
        return self("figure.over", value=self.number(0.99, 2)) if value > 0.99 else self.number(value, 2)

    def one_in(self, share: float) -> str:
        """0..1 as what a customer meets: '1 in 6', and by tenths from 0.35 on ('2 in 5')."""
        return one_in(self, share)

    def share(self, interval: Interval) -> str:
        """'1 in 6 (between 1 in 10 and 1 in 4)'."""
        low, high = self.one_in(interval.low), self.one_in(interval.high)
        estimate = self.one_in(interval.estimate)
        return estimate if low == high else self("share.between", estimate=estimate, low=low, high=high)

    def rank(self, low: int, high: int, total: int) -> str:
        """A rank interval: 'surely 1 of 18', 'between 1 and 4 of 18'."""
        if low == high:
            return self("rank.sure", place=low, total=self.number(total))
        return self("rank.between", low=low, high=high, total=self.number(total))

    def listed(self, names: Sequence[str]) -> str:
        """'a', 'a and b', 'a, b and c'."""
        held = [str(self._held(name)) for name in names]
        if len(held) < 2:
            return "".join(held)
        return f"{self('list.comma').join(held[:-1])}{self('list.and')}{held[-1]}"

    def counted(self, what: str, number: int) -> str:
        """'1 contact', '1,200 contacts': `what` is a key of the catalogue's counts."""
        return self._texts[f"{what}.{self._locale.plural_form(number)}"].format(n=self.number(number))

    def day(self, when: date) -> str:
        """'2 March 2026', whatever the machine's locale."""
        return format_date(when, format="long", locale=self._locale)

    def days(self, start: date, end: date) -> str:
        return self("figure.days", start=self.day(start), end=self.day(end))

    def exercise(self, behaviour: str, text: str) -> str:
        """A benchmark's exercise: the library's own in this language, what a centre wrote as it stands."""
        key = f"exercise.{behaviour}"
        return self.either(key, text) if texts("en").get(key) == text else text


def clipped(text: str, most: int = 320) -> str:
    """At most `most` characters, cut at a space where one is near; '…' says that more was said."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    space = cut.rfind(" ", most - 40)
    return f"{cut[:space] if space > 0 else cut}…"


@cache
def texts(language: str) -> dict[str, str]:
    """Read one language's catalogue: 'section.key' -> text, 'section.key.few' -> a plural form."""
    found: dict[str, str] = {}
    for section, keys in tomllib.loads((MESSAGES / f"{language}.toml").read_text("utf-8")).items():
        for key, text in keys.items():
            forms = {f".{form}": said for form, said in text.items()} if isinstance(text, dict) else {"": text}
            found |= {f"{section}.{key}{form}": said for form, said in forms.items()}
    return found


@cache
def of(language: str) -> Words:
    return Words(language)


def spoken(wish: str | None) -> str:
    """The language of the reports that serves a person who reads this one (BCP 47), else English."""
    primary = (wish or "").replace("_", "-").partition("-")[0].lower()
    return primary if primary in LANGUAGES else "en"


ENGLISH = of("en")
VERDICTS = ("train_agents", "train_team", "fix_process", "leave", "not_enough")
HEADINGS = {verdict: ENGLISH(f"verdict.{verdict}") for verdict in VERDICTS}
SOURCES = {key.removeprefix("source."): text for key, text in texts("en").items() if key.startswith("source.")}
behaviour, percent, level, share, rank = (
    ENGLISH.behaviour, ENGLISH.percent, ENGLISH.level, ENGLISH.share, ENGLISH.rank,
)  # fmt: skip
