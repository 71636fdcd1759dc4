"""Hand a mail to the SMTP server, over TLS unless the setting says plainly that there is none."""

import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from qa_service.errors import BadInput, Unavailable

SECONDS = 30.0
PERMANENT = 500
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


async def deliver(url: str, mail: EmailMessage) -> None:
    """Send one mail. Raises BadInput where the server refuses it for good, Unavailable where another try may help."""
    told = urlsplit(url)
    try:
        await aiosmtplib.send(
            mail,
            hostname=told.hostname,
            port=told.port or PORTS[told.scheme],
            username=unquote(told.username) if told.username else None,
            password=unquote(told.password) if told.password else None,
            use_tls=told.scheme == "smtps",
            start_tls=told.scheme == "smtp",
            tls_context=ssl.create_default_context() if told.scheme != "smtp+plain" else None,
            timeout=SECONDS,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = [one.code for one in error.recipients]
        raise _refused(min(codes), error.recipients[0].message) from error
    except aiosmtplib.SMTPAuthenticationError as error:  # the setting is wrong, not the mail: it waits for a better one
        raise Unavailable(f"the mail server refuses the user of QA_SMTP_URL: {error.code}") from error
    except aiosmtplib.SMTPResponseException as error:
        raise _refused(error.code, error.message) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Unavailable(f"the mail server does not answer: {type(error).__name__}") from error


def _refused(code: int, message: str) -> BadInput | Unavailable:
    told = f"the mail server refuses it: {code} {' '.join(message.split())[:200]}"
    return BadInput(told) if code >= PERMANENT else Unavailable(told)
