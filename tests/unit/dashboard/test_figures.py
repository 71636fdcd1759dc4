from datetime import UTC, date, datetime

import pytest

from qa_service.dashboard import language, page
from qa_service.dashboard.figures import Figures
from qa_service.monitoring.results import Analysis
from qa_service.pipeline.analyse import Period


@pytest.mark.parametrize(("heard", "warned"), [("none", False), ("whisper-small", False), ("sphinx-en-us", True)])
def test_pages_warn_of_what_was_misheard_where_their_figures_are_of_calls(heard, warned):
    figures = Figures(
        analysis=Analysis(behaviours={}, priorities=()),
        period=Period(date(2026, 4, 1), date(2026, 5, 1)),
        instrument=f"benchmarks@3f2a scorer@1.6 model@none speech@{heard}",
        instrument_id=1,
        others={},
        computed_at=datetime(2026, 5, 1, tzinfo=UTC),
        ranked=0,
    )
    parts = page.environment().get_template("parts.html").module
    shown = parts.warnings(language.tongue("en"), figures)
    assert ("misses most words" in shown) == warned
    assert not parts.warnings(language.tongue("en"), None).strip()
