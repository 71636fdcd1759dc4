import pytest

from transcription.interaction import Event, SpokenTurn
from transcription.measures import Span, measures


def said(*turns):
    return [
        SpokenTurn(speaker={"A": "agent", "C": "customer"}[who], text=text, start=start, end=end)
        for who, start, end, text in turns
    ]


CALL = said(
    ("A", 0.0, 4.0, "thank you for calling how can i help"),
    ("C", 4.5, 10.5, "my card was stolen and i am worried"),
    ("A", 9.5, 12.0, "i will block it"),
    ("C", 20.0, 21.0, "thanks"),
)


def test_who_talked_how_much():
    found = measures(CALL, 24.0)
    agent, customer = found.parties["agent"], found.parties["customer"]
    assert (found.seconds, found.speech) == (24.0, 13.5)
    assert (agent.seconds, agent.share, agent.words) == (6.5, 0.481, 12)
    assert agent.words_per_minute == pytest.approx(12 / 6.5 * 60, abs=0.1)
    assert agent.longest == Span(0.0, 4.0)
    assert customer.longest == Span(4.5, 10.5)
    assert (customer.gaps, customer.gap_median, customer.gap_longest) == (2, 4.25, Span(12.0, 20.0, "customer"))
    assert (agent.gaps, agent.gap_median) == (0, None)


def test_silences_and_holds():
    found = measures(CALL, 24.0)
    assert (found.dead_air, found.dead_air_seconds) == ((Span(12.0, 20.0), Span(21.0, 24.0)), 11.0)
    hold = [Event(kind="hold", at=12.5, end=19.0), Event(kind="transfer", at=5.0), Event(kind="hold", at=30.0)]
    held = measures(CALL, 24.0, hold)
    assert (held.holds, held.hold_seconds) == ((Span(12.5, 19.0),), 6.5)
    assert held.dead_air == (Span(21.0, 24.0),)
    assert held.parties["customer"].gaps == 1  # nobody answers slowly from hold
    assert measures(CALL, 24.0, [Event(kind="hold", at=21.5)]).holds == (Span(21.5, 24.0),)


@pytest.mark.parametrize(
    ("turns", "overlaps", "interrupted_by"),
    [
        (CALL, [Span(9.5, 10.5, "agent")], ["agent"]),
        (said(("C", 0.0, 5.0, "so i said"), ("A", 2.0, 2.4, "mhm")), [Span(2.0, 2.4, "agent")], []),  # answered
        (said(("C", 0.0, 5.0, "so i said"), ("A", 2.0, 3.4, "i see yes")), [Span(2.0, 3.4, "agent")], []),
        (said(("C", 0.0, 5.0, "so i said"), ("A", 4.9, 7.0, "i see")), [], []),
        (said(("C", 0.0, 5.0, "so i said"), ("A", 4.7, 7.0, "i see")), [Span(4.7, 5.0, "agent")], []),
        (said(("A", 0.0, 5.0, "your number is"), ("C", 3.0, 7.0, "no")), [Span(3.0, 5.0, "customer")], ["customer"]),
        (said(("A", 0.0, 2.0, "hello"), ("A", 1.5, 4.0, "hello")), [], []),
    ],
)
def test_overlaps_and_who_interrupted(turns, overlaps, interrupted_by):
    found = measures(turns, 10.0)
    assert list(found.overlaps) == overlaps
    assert [span.by for span in found.interruptions] == interrupted_by
    assert sum(party.interruptions for party in found.parties.values()) == len(interrupted_by)


def test_nothing_said():
    found = measures([], 10.0)
    assert (found.parties, found.dead_air) == ({}, (Span(0.0, 10.0),))
    assert measures(said(("A", 1.0, 1.0, "")), 2.0).parties["agent"].words_per_minute is None
