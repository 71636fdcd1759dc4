import altair as alt
import pytest

from qa_service.reports import charts, drawing, standing


@pytest.fixture
def drawn(build, centre):
    report = build.report(centre, agents="abcdef")
    return {
        "levels": charts.levels(report.levels, "empathy"),
        "spread": charts.spread_by_level(report.levels, "empathy"),
        "budget": charts.budget(report.verdicts),
    }


@pytest.mark.parametrize("name", ["levels", "spread", "budget"])
def test_is_vega_lite_and_draws(drawn, name):
    assert alt.Chart.from_dict(drawn[name], validate=True).to_dict(validate=True)["layer"]
    svg = drawing.svg(drawn[name])
    assert svg.startswith("<svg")
    # A strict content policy blocks both.
    assert "style=" not in svg
    assert "<style" not in svg


def test_levels_show_interval_target_and_every_agent(drawn):
    values = drawn["levels"]["data"]["values"]
    assert [(one["agent"], one["reading"]) for one in values] == [
        ("a", "below target"),
        ("b", "below target"),
        ("c", "below target"),
        ("d", "cannot be told from target"),
        ("e", "at target"),
        ("f", "not enough to tell"),
    ]
    assert all(one["low"] < one["level"] < one["high"] for one in values)
    svg = drawing.svg(drawn["levels"])
    assert all(f">{name}</text>" in svg for name in "abcdef")
    assert "stroke-dasharray" in svg


def test_budget_shares_fill_the_bar(drawn):
    svg = drawing.svg(drawn["budget"])
    assert ">15%</text>" in svg
    assert "agents 11%–19%" in svg


def test_many_agents_only_names_who_stands_out(build):
    agents = [build.agent(f"n{place}", 0.75) for place in range(9)] + [
        build.agent("low", 0.6),
        build.agent("loose", 0.75, spread=0.5),
    ]
    found = build.analysis({"empathy": build.behaviour(agents)})
    rows = standing.levels(found, {one["agent"] for one in agents})
    svg = drawing.svg(charts.spread_by_level(rows, "empathy"))
    assert ">low</text>" in svg
    assert ">loose</text>" in svg
    assert ">n3</text>" not in svg


def test_names_of_points_that_lie_close_stand_apart(build):
    agents = [build.agent(f"agent-{place}", 0.75 + 0.001 * place) for place in range(4)]
    found = build.analysis({"empathy": build.behaviour(agents)})
    rows = standing.levels(found, {one["agent"] for one in agents})
    svg = drawing.svg(charts.spread_by_level(rows, "empathy"))
    assert all(f">agent-{place}</text>" in svg for place in range(4))
    layers = charts.spread_by_level(rows, "empathy")["layer"]
    places = [
        tuple(one["mark"][key] for key in ("dx", "dy", "align")) for one in layers if one["mark"]["type"] == "text"
    ]
    assert len(places) == len(set(places)) == 4


def test_words_say_what_the_chart_shows(build, centre):
    report = build.report(centre, agents="af")
    assert charts.described(report.levels, "empathy") == (
        "Empathy, level by agent with 90% interval. a: 60% (56–64%), below target; f: 70% (50–90%), not enough to tell."
    )
    assert "Empathy: the reason for contact 3%, which agent answers 15%" in charts.budget_described(report.verdicts)
