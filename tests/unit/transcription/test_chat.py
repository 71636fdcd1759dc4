import pytest

from transcription.chat import leg_agents, leg_kinds, spoken_language, transcript
from transcription.interaction import Agent, Event, Interaction, SpokenTurn

SPEAKERS = {"A": "agent", "C": "customer", "B": "bot", "S": "system", "U": "unknown"}


def interaction(said, agent=None, **fields):
    """'A C A:ag-9 B' -> one turn each; the part after ':' is the turn's agent."""
    turns = [part.partition(":") for part in said.split()]
    return Interaction(
        id="A-1",
        channel="chat",
        agent=agent,
        turns=tuple(
            SpokenTurn(speaker=SPEAKERS[letter], text=f"turn {index}", agent=name or None)
            for index, (letter, _, name) in enumerate(turns)
        ),
        **fields,
    )


HUMAN = Agent(id="ag-7")
BOT = Agent(id="bot-1", kind="bot")


@pytest.mark.parametrize(
    ("said", "agent", "legs"),
    [
        ("A C A", HUMAN, [("human", "ag-7", 0, 3)]),
        ("C C A C", HUMAN, [("human", "ag-7", 0, 4)]),  # before the first agent's turn: the first leg's
        ("A C S A", HUMAN, [("human", "ag-7", 0, 4)]),  # a system turn alone makes no leg
        ("A C S A:ag-9 C", HUMAN, [("human", "ag-7", 0, 3), ("human", "ag-9", 3, 5)]),
        ("A C A:ag-9 A:ag-7", HUMAN, [("human", "ag-7", 0, 2), ("human", "ag-9", 2, 3), ("human", "ag-7", 3, 4)]),
        ("A:ag-1 C A:ag-2", None, [("human", "ag-1", 0, 2), ("human", "ag-2", 2, 3)]),
        ("A C A", None, [("human", None, 0, 3)]),
        ("C B C A C", None, [("bot", None, 0, 3), ("human", None, 3, 5)]),
        ("C B C A C", HUMAN, [("bot", None, 0, 3), ("human", "ag-7", 3, 5)]),
        ("B C A", BOT, [("bot", "bot-1", 0, 2), ("human", None, 2, 3)]),
        ("B:bot-1 C A:ag-9", BOT, [("bot", "bot-1", 0, 2), ("human", "ag-9", 2, 3)]),
        ("A C A", BOT, [("bot", "bot-1", 0, 3)]),
        ("A C A:ag-9", BOT, [("bot", "bot-1", 0, 2), ("human", "ag-9", 2, 3)]),
        ("B:bot-2 C A", HUMAN, [("bot", "bot-2", 0, 2), ("human", "ag-7", 2, 3)]),
        ("C C", HUMAN, [("human", "ag-7", 0, 2)]),
        ("U U", None, [("human", None, 0, 2)]),
        ("", HUMAN, []),
    ],
)
def test_legs(said, agent, legs):
    given = interaction(said, agent)
    cut = transcript(given).legs
    assert [(leg.kind, leg.first, leg.end) for leg in cut] == [(kind, first, end) for kind, _, first, end in legs]
    assert leg_agents(given) == tuple(agent for _, agent, _, _ in legs)
    assert leg_kinds(given) == tuple(kind for kind, _, _, _ in legs)
    for number, leg in enumerate(cut):
        assert {turn.leg for turn in transcript(given).turns[leg.first : leg.end]} == {number}


def test_a_transfer_event_without_times_makes_no_leg():
    given = interaction("A C A", HUMAN, events=(Event(kind="transfer", at=3.0, agent="ag-9"),))
    assert len(transcript(given).legs) == 1
    assert [(moment.kind, moment.at) for moment in transcript(given).moments] == [("transfer", 3.0)]


@pytest.mark.parametrize(
    ("events", "agents"),
    [
        ((Event(kind="transfer", at=3.0, agent="ag-9"),), ("ag-7", "ag-9")),
        ((Event(kind="transfer", at=3.0),), ("ag-7",)),
        ((Event(kind="hold", at=3.0, agent="ag-9"),), ("ag-7",)),
        (
            (Event(kind="transfer", at=3.0, agent="ag-9"), Event(kind="transfer", at=5.5, agent="ag-7")),
            ("ag-7", "ag-9", "ag-7"),
        ),
    ],
)
def test_a_recording_knows_transfers_from_its_events(events, agents):
    """Turns at 0, 2, 4 and 6 s, heard on one channel of agents."""
    turns = tuple(SpokenTurn(speaker="agent", text="hello", start=2.0 * n, end=2.0 * n + 1) for n in range(4))
    given = Interaction(id="v", channel="voice", agent=HUMAN, turns=turns, events=events)
    assert leg_agents(given) == agents


def test_the_transcript_names_no_agent():
    given = interaction("A C A:ag-9", Agent(id="ag-7", team="cards"))
    assert not any(name in repr(transcript(given)) for name in ("ag-7", "ag-9", "cards"))


@pytest.mark.parametrize(
    ("extra", "speech"),
    [
        ({}, None),
        ({"engine": {"name": "sphinx"}}, "sphinx"),
        ({"engine": {"name": "whisper", "model": "small"}}, "whisper-small"),
        ({"engine": {"name": "whisper", "model": "/srv/models/acme-tuned"}}, "whisper-acme-tuned"),
        ({"engine": "x"}, None),
        ({"engine": {"name": 3}}, None),
    ],
)
def test_speech(extra, speech):
    assert transcript(interaction("A", extra=extra)).speech == speech


@pytest.mark.parametrize(
    ("told", "own", "language"),
    [
        ("pl", "en-GB", ("pl", False)),
        (None, "en-GB", ("en", False)),
        (None, "zh_CN", ("zh", False)),
        (None, "und", (None, True)),
        (None, None, (None, True)),
    ],
)
def test_language(told, own, language):
    given = interaction("A C", language=own)
    assert spoken_language(given, told) == language
    assert transcript(given, language=told).language == language[0]


def test_a_missing_language_is_detected():
    given = Interaction(
        id="1", channel="chat", turns=(SpokenTurn(speaker="customer", text="Dzień dobry, nie mam jeszcze karty"),)
    )
    assert spoken_language(given) == ("pl", True)
