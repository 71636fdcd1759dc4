"""A small centre whose figures are written down, as `qa analyse --json` prints them."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from qa_service.monitoring.results import Analysis
from qa_service.reports.coaching import Findings, compose
from qa_service.reports.report import Moment, Period

BUDGET = {"reason": 0.03, "agent": 0.15, "agent_day": 0.04, "rest": 0.78}


def agent(name, level, *, half=0.04, target=0.75, n=90, spread=0.2, status="enough", signals=(), needed=0):
    low, high = level - half, min(1.0, level + half)
    return {
        "agent": name,
        "n": n,
        "mean": level,
        "level": {"estimate": level, "low": low, "high": high},
        "spread": {"estimate": spread, "low": spread - 0.03, "high": spread + 0.03},
        "day_spread": None,
        "below": {"estimate": 0.17, "low": 0.1, "high": 0.26},
        "p_below_target": 0.97 if high < target else 0.03 if low >= target else 0.5,
        "reliability": 0.8,
        "status": status,
        "needed": needed,
        "signals": list(signals),
    }


def behaviour(agents, *, verdict="train_agents", target=0.75, budget=BUDGET):
    icc = {"estimate": 0.15, "low": 0.11, "high": 0.19}
    n = sum(one["n"] for one in agents)
    return {"target": target, "n": n, "budget": budget, "icc": icc, "verdict": verdict, "agents": agents}


def priority(name, rank, low, high, *, behaviour="empathy"):
    return {
        "agent": name,
        "behaviour": behaviour,
        "rank": rank,
        "rank_low": low,
        "rank_high": high,
        "gain": {"estimate": 14.2, "low": 9.1, "high": 19.7},
        "factors": {"gap": 0.15, "volume": 95, "driver": 1.0},
    }


def analysis(behaviours, priorities=()):
    return msgspec.convert({"behaviours": behaviours, "priorities": list(priorities), "drivers": []}, Analysis)


def moment(interaction, name, *, met=False, quote="Ok.", opportunity="Nobody answers me!", behaviour="empathy", **more):
    return Moment(
        interaction=interaction,
        agent=name,
        behaviour=behaviour,
        met=met,
        quote=quote,
        opportunity=opportunity,
        turn=4,
        when=datetime(2026, 3, 2, 9, 13, tzinfo=UTC),
        seconds=83.5,
        **{"probability": 0.97 if met else 0.02, **more},
    )


def report(found, *, agents, moments=(), language="en", **more):
    findings = Findings(
        analysis=found,
        team="cards",
        agents=frozenset(agents),
        moments=list(moments),
        period=Period(start=date(2026, 1, 5), end=date(2026, 3, 15)),
        timezone="Europe/Warsaw",
        generated_at=datetime(2026, 3, 16, 6, 0, tzinfo=UTC),
        **{"instrument": "benchmarks@3f2a scorer@1.4 model@none speech@none", **more},
    )
    return compose(findings, language)


class Builders:
    agent = staticmethod(agent)
    behaviour = staticmethod(behaviour)
    priority = staticmethod(priority)
    analysis = staticmethod(analysis)
    moment = staticmethod(moment)
    report = staticmethod(report)


@pytest.fixture
def build():
    return Builders


@pytest.fixture
def centre(build):
    """Six agents on empathy: a, b, c surely below target (a and b rank above the rest), d unclear, e good, f new."""
    agents = [
        agent("a", 0.60),
        agent("b", 0.62),
        agent("c", 0.70),
        agent("d", 0.76, spread=0.4),
        agent("e", 0.82, spread=0.1),
        agent("f", 0.70, half=0.2, n=8, status="new", needed=32),
    ]
    ranks = [priority("a", 1, 1, 2), priority("b", 2, 1, 2), priority("c", 3, 3, 4), priority("d", 4, 3, 5)]
    return analysis({"empathy": behaviour(agents)}, [*ranks, priority("e", 5, 4, 5)])
