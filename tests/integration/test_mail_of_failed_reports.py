"""A report that could not be written costs no mail: asked for anew, it takes its mail along."""

import pytest

from qa_service.errors import QaError, Unavailable
from qa_service.pipeline import mail, report
from qa_service.store import mails
from tests.integration.test_mail import (  # noqa: F401 - fixtures
    LEADS,
    MONDAY,
    centre,
    due_again,
    mailbox,
    outbox,
    scheduled,
    sent,
    settings,
    smtp,
)

pytestmark = pytest.mark.integration


async def fail(database, settings, monkeypatch, error):  # noqa: F811 - a fixture's name
    """Let every attempt to write the report end with `error`, four times over."""

    async def fails(*_):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(report, "look_back", fails)
        for _ in range(4):
            await report.write(database, settings)
            async with database.transaction() as db:
                await db.execute("update report set lease_until = null")
    await mail.send(database, settings)


async def test_an_outage_is_no_strike(centre, settings, mailbox, monkeypatch):  # noqa: F811 - fixtures
    await scheduled(centre, settings)
    await fail(centre, settings, monkeypatch, Unavailable("the database does not answer"))
    await sent(centre, settings)
    assert len(mailbox.taken) == len(LEADS)


@pytest.mark.parametrize("by", ["the next slot", "a person"])
async def test_mail_that_failed_with_its_report_goes_once_that_is_written(
    by, centre, settings, mailbox, monkeypatch  # noqa: F811 - fixtures
):  # fmt: skip
    await scheduled(centre, settings)
    await fail(centre, settings, monkeypatch, QaError("it cannot be typeset"))
    assert {row.state for row in await outbox(centre, settings)} == {"failed"}
    if by == "a person":
        async with centre.transaction() as db:
            for row in await mails.PAGE.all(db, None, None, 50, None, False):
                if row.recipient:
                    await mail.again(db, row.id)
    else:
        async with centre.transaction() as db:
            await db.execute("update report_schedule set last_slot = last_slot - interval '7 days'")
        await mail.plan(centre, settings, now=MONDAY)
    rows = await sent(centre, settings)
    assert {row.state for row in rows if row.recipient} == {"sent"}
    assert len(mailbox.taken) == len(LEADS)
    assert [row.failure for row in rows if not row.recipient] == ["the lead has no address"]
