"""Which figures are of too few people to be shown: a figure of few is one of persons."""

from collections.abc import Collection, Mapping


def few(people: Collection[str], least: int) -> bool:
    """Whether a figure is of somebody, and of fewer than `least`; one of nobody (bots, nobody known) tells of none."""
    return 0 < len(set(people)) < least


def hidden(people: Mapping[str, Collection[str]], least: int) -> frozenset[str]:
    """The parts of a whole that are not shown, given who is behind each.

    Those of few; and where these together are of few, too, the next ones: the whole without what is shown would tell.
    """
    found = [part for part, of in people.items() if few(of, least)]
    others = [part for part, of in people.items() if part not in found and len(set(of)) > 0]
    others.sort(key=lambda part: (len(set(people[part])), part))
    behind = {one for part in found for one in people[part]}
    while behind and len(behind) < least and others:
        found.append(others.pop(0))
        behind |= set(people[found[-1]])
    return frozenset(found)


def because(least: int) -> str:
    return f"of fewer than {least} agents"
