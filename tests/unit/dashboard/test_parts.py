"""What pages are made of: marked text, tables as CSV, addresses, ranges of a recording, choices of evidence."""

from datetime import date

import numpy as np
import pytest

from qa_service.dashboard import sound
from qa_service.dashboard.asked import Asked
from qa_service.dashboard.evidence import chosen
from qa_service.dashboard.page import local
from qa_service.dashboard.tables import Table, csv_of
from qa_service.dashboard.timeline import time_line
from qa_service.dashboard.transcript import Piece, ShownTurn, pieces
from qa_service.dashboard.visitor import token
from qa_service.errors import NotFound
from qa_service.pipeline.analyse import Filters
from qa_service.reports.report import Moment
from transcription.audio import Audio


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("", [], []),
        ("plain", [], [("plain", None, None, None)]),
        ("card [x] gone", [(5, 8, "redacted", "card")], [("card ", None, None, None), ("[x]", "card", None, None), (" gone", None, None, None)]),
        ("abcd", [(0, 3, "met", "empathy"), (1, 2, "redacted", "name")],
         [("a", None, "met", "empathy"), ("b", "name", "met", "empathy"), ("c", None, "met", "empathy"), ("d", None, None, None)]),
        ("ab", [(1, 9, "missed", "tone")], [("a", None, None, None), ("b", None, "missed", "tone")]),
        ("ab", [(0, 1, "unsure", "tone"), (0, 1, "missed", "empathy")], [("a", None, "missed", "empathy"), ("b", None, None, None)]),
        ("ab", [(0, 1, "unsure", "tone")], [("a", None, "unsure", "tone"), ("b", None, None, None)]),
        ("👋🏽 hi", [(3, 5, "met", "courtesy")], [("👋🏽 ", None, None, None), ("hi", None, "met", "courtesy")]),
    ],
)  # fmt: skip
def test_text_is_cut_where_marks_begin_and_end(text, marks, expected):
    found = pieces(text, marks)
    assert "".join(piece.text for piece in found) == text
    assert [(piece.text, piece.redacted, piece.kind, piece.behaviour) for piece in found] == expected


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_no_cell_is_read_as_a_formula(cell):
    rows = csv_of(Table("t", ("a", "b"), [(cell, -1.5)])).splitlines()
    assert rows[0] == "\ufeffa,b"
    assert f"'{cell.strip()[:1]}" in rows[1] or "'\t" in rows[1] or "\"'" in rows[1]
    assert csv_of(Table("t", ("b",), [(-1.5,), (None,)])).splitlines()[1:] == ["-1.5", '""']


def test_addresses_keep_the_filters():
    asked = Asked(day_from=date(2026, 3, 1), filters=Filters(team="ca rds"))
    assert asked.link("/agents", "ag/1 ü") == "/agents/ag%2F1%20%C3%BC?from=2026-03-01&team=ca+rds"
    assert asked.link("/verdicts", team=None, behaviour="tone") == "/verdicts?from=2026-03-01&behaviour=tone"
    assert Asked().link("/") == "/"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/verdicts?team=a", "/verdicts?team=a"),
        (None, "/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("/a\r\nb", "/"),
    ],
)
def test_nobody_is_sent_elsewhere(address, kept):
    assert local(address) == kept


def test_a_form_of_one_key_is_not_anothers():
    assert token("qa_one") != token("qa_two")
    assert "qa_one" not in token("qa_one")


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        (None, 200, b"0123456789", None),
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=4-99", 206, b"456789", "bytes 4-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_a_player_gets_the_part_it_asks_for(tmp_path, asked, status, part, told):
    path = tmp_path / "a.opus"
    path.write_bytes(b"0123456789")
    answer = sound.ranged(path, asked)
    assert (answer.status_code, answer.content, answer.headers.get("Content-Range")) == (status, part, told)


def test_a_recording_that_is_gone_is_not_found(tmp_path):
    with pytest.raises(NotFound):
        sound.ranged(tmp_path / "gone.opus", None)


def test_loudness_is_where_the_sound_is():
    loud = np.zeros(16_000, dtype=np.int16)
    loud[8_000:] = -32_768
    found = sound.loudness(Audio((loud, np.zeros(16_000, dtype=np.int16))))
    assert found.seconds == 1.0
    assert [len(channel) for channel in found.channels] == [sound.POINTS, sound.POINTS]
    assert set(found.channels[0][: sound.POINTS // 2]) == {0}
    assert set(found.channels[0][sound.POINTS // 2 :]) == {255}
    assert sound.outline((0, 255)) == "M0,50.0 1,1.0 1,99.0 0,50.0Z"


def moment(interaction, *, met, quote="", probability=None, seconds=1.0):
    return Moment(
        interaction=interaction, agent="a", behaviour="empathy", met=met, quote=quote or interaction, opportunity="",
        turn=1, probability=probability, seconds=seconds,
    )  # fmt: skip


def test_two_misses_and_one_that_was_met_are_chosen_the_surest_first():
    told = [
        moment("unsure", met=False, probability=0.4),
        moment("sure", met=False, probability=0.02),
        moment("sure", met=False, quote="again in the same contact", probability=0.01),
        moment("other", met=False, probability=0.1),
        moment("good", met=True, probability=0.95),
        moment("better", met=True, probability=0.99),
    ]
    assert [(one.interaction, one.met) for one in chosen(told, most=3)] == [
        ("sure", False),
        ("other", False),
        ("better", True),
    ]
    assert [one.interaction for one in chosen(told[-2:], most=3)] == ["better", "good"]


def turn(number, speaker, start, end, leg=0, redacted=None):
    return ShownTurn(
        number=number, speaker=speaker, agent="ag", leg=leg, start=start, end=end, pieces=(Piece("x", redacted),)
    )


def test_a_time_line_is_as_long_as_what_happened():
    turns = [turn(0, "customer", 0.0, 2.0), turn(1, "agent", 2.0, 5.0, redacted="card")]
    line = time_line(turns, [{"kind": "hold", "at": 5.0, "end": 10.0}], [])
    assert line is not None
    assert line.seconds == 10.0
    assert [(one.kind, one.start, one.end) for one in line.speech] == [("customer", 0, 20), ("agent", 20, 50)]
    assert [(one.name, one.start, one.end) for one in line.events] == [("hold", 50, 100)]
    assert [(one.name, one.at) for one in line.redacted] == [("card", 2.0)]
    assert [(one.start, one.end) for one in line.legs] == [(0, 50)]
    assert time_line([turn(0, "agent", None, None)], [], []) is None
