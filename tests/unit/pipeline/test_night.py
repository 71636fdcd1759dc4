from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from qa_service.config import Settings
from qa_service.pipeline.night import last_due


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("UTC", "2026-03-10T02:00", date(2026, 3, 9)),
        ("UTC", "2026-03-10T01:59", date(2026, 3, 8)),
        ("Asia/Jakarta", "2026-03-09T19:30", date(2026, 3, 9)),
        ("America/New_York", "2026-03-10T02:00", date(2026, 3, 8)),
    ],
)
def test_a_day_is_due_once_its_night_has_come_where_the_centre_is(zone, now, day):
    settings = Settings(home=Path("/nowhere"), timezone=zone, nightly_at="02:00")
    assert last_due(datetime.fromisoformat(now).replace(tzinfo=UTC), settings) == day
