"""Floors of redaction on a small sample of the generated set; the whole is `qa evaluate redaction`."""

import pytest

from qa_service.evaluation import redaction_marked
from qa_service.evaluation.redaction import look, table
from qa_service.evaluation.redaction_figures import wilson
from qa_service.evaluation.redaction_set.cases import Case, items, near_misses


@pytest.fixture(scope="module")
def found():
    return [look(case) for case in items(seed=7, each=8, phrases="tune")]


def share(flags):
    given = list(flags)
    return sum(given) / len(given)


@pytest.mark.parametrize(("spoken", "floor"), [(False, 0.99), (True, 0.97)])
def test_items_are_gone_and_what_is_around_them_stays(found, spoken, floor):
    group = [seen for seen in found if seen.case.spoken == spoken]
    assert share(seen.gone for seen in group) >= floor
    assert share(seen.around for seen in group) >= 0.98
    assert share(seen.typed for seen in group) >= 0.98


def test_near_misses_stay():
    assert share(look(case).around for case in near_misses(seed=7, each=10, phrases="tune")) >= 0.97


def test_the_set_is_the_same_for_a_seed_and_flawed_in_part():
    first, again = (list(items(seed=3, each=4, phrases="tune")) for _ in range(2))
    assert first == again != list(items(seed=4, each=4, phrases="tune"))
    # One in three spoken numbers and all that comes in parts; a written number in one piece has no flaw.
    assert share(case.flaw != "none" for case in items(seed=3, each=20, phrases="tune") if case.spoken) > 0.25


def test_a_leak_and_a_bite_are_seen():
    leaking = Case("card", "en", False, "none", (("customer", "it is blue 12"),), ((0, 6, 10),))
    biting = Case("card", "en", False, "none", (("customer", "card 4111 1111 1111 1111"),), ((0, 5, 9),))
    assert not look(leaking).gone
    assert look(biting).gone
    assert not look(biting).around


def test_the_table_counts_by_type_language_and_way():
    made = table(items(seed=1, each=1, phrases="tune"), near_misses(seed=1, each=1, phrases="tune"), phrases="tune")
    rows = {row[:3]: row for row in made.rows}
    assert rows["card", "pl", "spoken"][3] == 1
    assert rows["all items", "all", "written"][3] == sum(
        row[3] for row in made.rows if row[2] == "written" and not str(row[0]).startswith(("all", "near"))
    )
    assert len({len(row) for row in made.rows}) == 1 == len({len(made.columns)})


def test_wilson():
    low, high = wilson(97, 100)
    assert (round(low, 4), round(high, 4)) == (0.9155, 0.9897)


def test_marked_texts(tmp_path):
    (tmp_path / "en.txt").write_text(
        "# written\nC: my mail is ⟦email|ann@example.com⟧\nA: thanks\n\n# spoken\nA: the zorblat is ⟦code|seventeen⟧\n"
        "C: my order is 12\n"
    )
    one, other = redaction_marked.read(tmp_path / "en.txt")
    assert [(case.spoken, case.items) for case in (one, other)] == [
        (False, ((0, 11, 26, "email"),)),
        (True, ((0, 15, 24, "code"),)),
    ]
    rows = {(row[0], row[2]): (row[4], row[5], row[8]) for row in redaction_marked.table(tmp_path).rows}
    assert rows["all types", "written"] == (1, 1.0, 0)
    assert rows["all types", "spoken"] == (1, 0.0, 0)


def test_a_broken_line_is_named(tmp_path):
    (tmp_path / "pl.txt").write_text("# spoken\nX: co\n")
    with pytest.raises(ValueError, match=r"pl\.txt: line 2"):
        list(redaction_marked.read(tmp_path / "pl.txt"))
