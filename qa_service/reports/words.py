"""Figures as words: what a team lead reads instead of a decimal. English only."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from qa_service.monitoring.results import Interval

NAMES = {"repetition": "repetition of information", "resolution": "first-contact resolution"}
HEADINGS = {
    "train_agents": "Train these agents",
    "train_team": "Train the team",
    "fix_process": "Fix the process",
    "leave": "Leave alone",
    "not_enough": "Not enough yet",
}
SOURCES = {
    "reason": "the reason for contact",
    "queue": "the queue",
    "channel": "the channel",
    "language": "the language",
    "hour": "the hour of the day",
    "team": "the team",
    "agent": "which agent answers",
    "agent_day": "the agent's day",
    "instrument": "the measurement's own error",
    "rest": "one contact to the next",
}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SIGNALS = {
    "level_down": "level went down",
    "level_up": "level went up",
    "spread_up": "became less steady",
    "spread_down": "became steadier",
}


def behaviour(name: str) -> str:
    """'data_minimisation' as 'data minimisation', with the field's longer term where there is one."""
    return NAMES.get(name, name.replace("_", " ").replace("-", " "))


def percent(share: float) -> str:
    """0..1 as whole percent; what is above zero but rounds to it is '<1%'."""
    if 0 < share < 0.005:
        return "<1%"
    return f"{share * 100:.0f}%"


def level(interval: Interval) -> str:
    """'71% (66-76%)'."""
    return f"{percent(interval.estimate)} ({interval.low * 100:.0f}–{interval.high * 100:.0f}%)"


def quantity(interval: Interval) -> str:
    """'3.2 (90% interval 1.0 to 5.5)'."""
    return f"{interval.estimate:.1f} (90% interval {interval.low:.1f} to {interval.high:.1f})"


def probability(value: float) -> str:
    """0.94 as '0.94'; nothing is ever certain: 'over 0.99'."""
    return "over 0.99" if value > 0.99 else f"{value:.2f}"


def one_in(share: float) -> str:
    """0..1 as what a customer meets: '1 in 6', and by tenths from 0.35 on ('2 in 5'), where 1 in N is too coarse."""
    if share < 0.005:
        return "fewer than 1 in 200"
    if share < 0.35:
        return f"1 in {1 / share:.0f}"
    if share < 0.95:
        tenths = Fraction(round(share * 10), 10)
        return f"{tenths.numerator} in {tenths.denominator}"
    return "nearly all"


def share(interval: Interval) -> str:
    """'1 in 6 (between 1 in 10 and 1 in 4)'."""
    low, high = one_in(interval.low), one_in(interval.high)
    return one_in(interval.estimate) if low == high else f"{one_in(interval.estimate)} (between {low} and {high})"


def below(interval: Interval) -> str:
    """'1 in 6 contacts below target (between 1 in 10 and 1 in 4)'."""
    first, _, rest = share(interval).partition(" (")
    return f"{first} contacts below target{f' ({rest}' if rest else ''}"


def ordinal(number: int) -> str:
    """1 as '1st', 12 as '12th'."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def rank(low: int, high: int, total: int) -> str:
    """A rank interval: 'surely first of 18', 'between 1st and 4th of 18'."""
    if low == high:
        return f"surely {'first' if low == 1 else ordinal(low)} of {total}"
    return f"between {ordinal(low)} and {ordinal(high)} of {total}"


def listed(names: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def clipped(text: str, most: int = 320) -> str:
    """At most `most` characters, cut at a space where one is near; '…' says that more was said."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    space = cut.rfind(" ", most - 40)
    return f"{cut[:space] if space > 0 else cut}…"


def counted(number: int, noun: str) -> str:
    """'1 contact', '1,200 contacts'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def day(when: date) -> str:
    """'2 March 2026', whatever the machine's locale."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
