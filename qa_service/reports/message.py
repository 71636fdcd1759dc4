"""A coaching report as a mail: plain text, HTML with its charts beside it, and the PDF."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import UUID

import msgspec
from msgspec import Struct

from qa_service.reports import document, drawing, words
from qa_service.reports.report import Moment, Report

Link = Callable[[Moment], str | None]


class Envelope(Struct, frozen=True, kw_only=True):
    """Who gets what, and for how long its links work. `link` None: there is no page to open."""

    sender: str
    recipient: str
    message_id: str
    sent_at: datetime
    link: str | None
    links_until: datetime
    quotes: bool


def message_id(report: UUID, recipient: str, sender: str) -> str:
    """The same for the same report and recipient, however often it is sent: a mailbox may drop the second."""
    digest = hashlib.sha256(f"{report}|{recipient}".encode()).hexdigest()[:32]
    return f"<{digest}@{parseaddr(sender)[1].rpartition('@')[2]}>"


def mailable(report: Report, link: Link, *, quotes: bool) -> Report:
    """The report as it may leave: each moment behind a link that expires, its words only where the centre says so."""

    def shown(moment: Moment) -> Moment:
        words_of = {} if quotes else {"quote": "", "opportunity": ""}
        return msgspec.structs.replace(moment, link=link(moment), **words_of)

    priorities = tuple(
        msgspec.structs.replace(
            one, good=tuple(shown(moment) for moment in one.good), missed=tuple(shown(moment) for moment in one.missed)
        )
        for one in report.priorities
    )
    return msgspec.structs.replace(report, priorities=priorities)


def message(report: Report, envelope: Envelope) -> EmailMessage:
    """Compose the mail of a report that `mailable` made. About 0.2 s, most of it the charts."""
    say = words.of(report.language)
    contents = document.contents(report)
    period = say.days(report.period.start, report.period.end)
    telling = {
        "subject": say("mail.subject", team=report.team, period=period),
        "open": say("mail.open"),
        "attached": say("mail.attached"),
        "expires": say("mail.expires", day=say.day(envelope.links_until)),
        "moment": say("mail.moment"),
        "why": say("mail.why"),
        "unquoted": "" if envelope.quotes else say("page.unquoted"),
    }
    pictures = [
        {
            "cid": f"chart-{place}@report",
            "alt": one["alt"],
            "kind": one["kind"],
            "png": drawing.png(one["svg"]),
        }
        for place, one in enumerate(document.drawings(report))
    ]
    shown = {**contents, "mail": telling, "link": envelope.link, "pictures": pictures, "quotes": envelope.quotes}
    made = EmailMessage(policy=SMTP)
    made["Message-ID"] = envelope.message_id
    made["Date"] = format_datetime(envelope.sent_at)
    made["From"] = _address(envelope.sender)
    made["To"] = _address(envelope.recipient)
    made["Subject"] = " ".join(_bare(telling["subject"]).split())
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(_bare(document.template("mail.txt").render(shown)))
    made.add_alternative(document.template("mail.html").render(shown), subtype="html")
    html = made.get_payload(1)
    assert isinstance(html, EmailMessage)
    for picture in pictures:
        html.add_related(
            picture["png"], "image", "png", cid=f"<{picture['cid']}>", disposition="inline", filename=_file(picture)
        )
    made.add_attachment(
        document.pdf(report), maintype="application", subtype="pdf", filename=f"coaching-{report.period.end}.pdf"
    )
    made["Content-Language"] = report.language  # last: what is added before would take it along
    return made


def _file(picture: dict[str, str]) -> str:
    return f"{picture['cid'].partition('@')[0]}.png"


def _address(told: str) -> Address:
    name, address = parseaddr(told)
    return Address(name, addr_spec=address)


def _bare(text: str) -> str:
    """Without the marks of direction: a mail's plain text and subject are shown by their first strong letter."""
    return re.sub("[\u2066\u2068\u2069]", "", text)
