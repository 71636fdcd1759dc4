"""Settings, read once from the environment at the edge and passed in from there."""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import time
from email.utils import parseaddr
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from qa_service.errors import Configuration

SHORTEST_KEY = 32
"""Characters of a key that seals recordings: 128 random bits in hex."""
LONGEST_DAYS = 36_500
OLDEST_POSTGRES = 15
POSTGRES = ("postgresql",)
BROKERS = ("amqp", "amqps", "redis", "rediss", "pgmq")
MAIL = ("smtps", "smtp", "smtp+plain")


class Settings(Struct, frozen=True, kw_only=True):
    """One field per `QA_…` variable, with a default that works on a bare machine."""

    home: Path
    """Where the embedded database, the spool and generated keys live."""
    database_url: str | None = None
    """postgresql://…; unset: the embedded PostgreSQL under `home`."""
    broker_url: str | None = None
    """amqp://…, redis://… or pgmq://…; unset: pgmq on the same database."""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    """What links in reports begin with; unset: http://QA_HOST:QA_PORT."""
    centre: str = "main"
    timezone: str = "UTC"
    """IANA name; says what a day and an hour are."""
    nightly_at: str = "02:00"
    window_days: int = 70
    """How many days back the standing levels, spreads and priorities look."""
    engine: Literal["auto", "whisper", "sphinx"] = "auto"
    model: str = "small"
    """Whisper model: a name or a local folder."""
    words: str = ""
    """Words of the domain that Whisper should expect, separated by commas."""
    diariser: Path | None = None
    """Folder of sherpa-onnx models that tell voices apart on a single channel; unset: pitch and words do."""
    max_call_minutes: int = 360
    """How much of audio one call may hold."""
    keep_audio: Literal["silenced", "none"] = "silenced"
    """What may be played of a recording: a copy with every redacted passage silenced, or nothing."""
    keep_originals: bool = False
    """Whether the recording itself stays, sealed, when it is transcribed; else it is deleted then."""
    spool_keys: str = ""
    """Keys of the sealed recordings, separated by commas: the first seals, each opens; unset: made of the hash key."""
    benchmarks: Path | None = None
    """Folder of benchmark files; unset: the shipped library."""
    eval_data: Path | None = None
    """Folder of labelled public data that `qa evaluate` and the tests look things up in."""
    name_models: str = ""
    """spaCy pipelines that see names, by language: en=en_core_web_sm,pl=/models/pl; xx= stands for all others."""
    hash_key: str | None = None
    """Key of the redaction hashes; unset: made once and kept under `home`."""
    max_recording_mb: int = 500
    max_interaction_mb: int = 10
    lease_seconds: int = 25
    """How long a claim lives without a heartbeat."""
    concurrency: int = 1
    """Processes of the short queue."""
    mode: Literal["named", "pseudonymous", "team-only"] = "named"
    """Who learns agents' names: whom their role reaches; nobody until a person releases one; only the agents."""
    min_cell: int = 5
    """How many agents a figure of a team or segment needs to be shown."""
    segments: str = ""
    """Which of `customer.segment` are reported, separated by commas, such as generation; unset: none."""
    rate_per_minute: int = 6000
    """Requests of one key a minute, over all processes that serve; 0: no limit."""
    oidc_issuer: str | None = None
    """Whose tokens sign people in: the issuer's https address, as its tokens write it."""
    oidc_audience: str | None = None
    """What the issuer calls this service."""
    oidc_jwks_url: str | None = None
    """Where the issuer's keys are; unset: as its /.well-known/openid-configuration says."""
    oidc_claim: str = "sub"
    """Which claim holds a person's `subject`."""
    agent_first_days: int = 2
    """How many days agents see a judgement before those who lead their team."""
    appeal_days: int = 14
    """How many days after its scoring a score may be appealed against."""
    decide_days: int = 7
    """How many days after an appeal it is to be decided; later it is overdue."""
    webhook_private: bool = False
    """Whether webhooks may be sent to private addresses and over http: for receivers of the centre's own network."""
    min_disk_mb: int = 500
    """How much must be free under `home` for the service to be ready."""
    retain_transcripts_days: int | None = None
    """How many days after a contact its words stay; unset: as long as it does. The same for the next ones."""
    retain_audio_days: int | None = None
    """Silenced copies of recordings, and kept originals."""
    retain_evidence_days: int | None = None
    """The words in scorecards."""
    retain_reports_days: int | None = None
    retain_audit_days: int | None = None
    retain_events_days: int | None = None
    """Events and their deliveries."""
    smtp_url: str | None = None
    """Who sends mail: smtps:// speaks TLS from the start, smtp:// asks for STARTTLS, smtp+plain:// for nothing."""
    mail_from: str | None = None
    """The address that reports come from."""
    mail_quotes: bool = False
    """Whether mail may hold what customers and agents said."""
    mail_link_days: int = 14
    """How long links in mail work."""
    language: Literal["auto", "en", "id", "pl", "ar", "zh"] = "auto"
    """What pages speak to somebody who chose nothing; auto: as their browser asks."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def night_time(self) -> time:
        return time.fromisoformat(self.nightly_at)

    @property
    def address(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def domain_words(self) -> tuple[str, ...]:
        return tuple(word.strip() for word in self.words.split(",") if word.strip())

    @property
    def reported_segments(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.segments.split(",") if name.strip())

    @property
    def sealing_keys(self) -> tuple[str, ...]:
        return tuple(key.strip() for key in self.spool_keys.split(",") if key.strip())

    @property
    def models_of_names(self) -> dict[str, str]:
        """Language code to package or folder, in the order given. Raises Configuration."""
        given: dict[str, str] = {}
        for entry in filter(None, (part.strip() for part in self.name_models.split(","))):
            code, _, model = (part.strip() for part in entry.partition("="))
            if not re.fullmatch(r"[a-z]{2,3}", code) or not model:
                raise Configuration(f"QA_NAME_MODELS: {entry!r} must be such as en=en_core_web_sm or pl=/models/pl")
            if code in given:
                raise Configuration(f"QA_NAME_MODELS: {code} is given twice: {given[code]}, {model}")
            given[code] = model
        return given

    @property
    def audio(self) -> Path:
        return self.home / "audio"

    @property
    def spool(self) -> Path:
        return self.home / "spool"


def default_home() -> Path:
    if os.geteuid() == 0:  # PostgreSQL runs as nobody then, and root's own home cannot be entered by it
        return Path("/var/lib/qa")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "qa"


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings, or raise a Configuration error that names the variable."""
    known = {f"QA_{field.name.upper()}": field.name for field in msgspec.structs.fields(Settings)}
    given = {known[name]: value for name, value in environ.items() if name in known and value != ""}
    given.setdefault("home", str(default_home()))
    try:
        settings = msgspec.convert(given, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$.")
        raise Configuration(f"QA_{place.rstrip('`').upper()}: {message}") from None
    return _check(settings)


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value).expanduser().absolute()
    raise NotImplementedError(kind)


def _check(settings: Settings) -> Settings:
    try:
        _ = settings.zone
    except (KeyError, ValueError, OSError):
        raise Configuration(f"QA_TIMEZONE: {settings.timezone!r} is no IANA time zone such as Asia/Jakarta") from None
    try:
        night = settings.night_time
    except ValueError:
        night = None
    if night is None or night.tzinfo is not None:
        raise Configuration(f"QA_NIGHTLY_AT: {settings.nightly_at!r} is no time such as 02:00; QA_TIMEZONE says where")
    if settings.database_url is not None:
        _check_url("QA_DATABASE_URL", settings.database_url, POSTGRES, "postgresql://user:password@host:5432/qa")
    if settings.broker_url is not None:
        _check_url("QA_BROKER_URL", settings.broker_url, BROKERS, "amqp://user:password@host:5672//")
    if settings.lease_seconds < 3:
        raise Configuration("QA_LEASE_SECONDS: must be at least 3")
    if any(len(key) < SHORTEST_KEY for key in settings.sealing_keys):
        raise Configuration(
            f"QA_SPOOL_KEYS: each key needs at least {SHORTEST_KEY} characters; `openssl rand -hex 32` prints one"
        )
    if min(settings.agent_first_days, settings.appeal_days, settings.decide_days) < 0:
        raise Configuration("QA_AGENT_FIRST_DAYS, QA_APPEAL_DAYS and QA_DECIDE_DAYS: must be at least 0")
    if settings.window_days < 1 or settings.concurrency < 1:
        raise Configuration("QA_WINDOW_DAYS and QA_CONCURRENCY: must be at least 1")
    _ = settings.models_of_names
    _check_access(settings)
    _check_mail(settings)
    _check_keeping(settings)
    return settings


def _check_keeping(settings: Settings) -> None:
    for name in (field for field in settings.__struct_fields__ if field.startswith("retain_")):
        days = getattr(settings, name)
        if days is not None and not 1 <= days <= LONGEST_DAYS:
            raise Configuration(f"QA_{name.upper()}: must be 1 to {LONGEST_DAYS}")
    if settings.min_disk_mb < 0:
        raise Configuration("QA_MIN_DISK_MB: must be at least 0")


def _check_url(name: str, url: str, schemes: Sequence[str], example: str) -> None:
    """Say what is wrong with an address, and never what it is: it may hold a password."""
    scheme, found, _ = url.partition("://")
    if not found or scheme not in schemes:
        raise Configuration(f"{name}: must begin with {' or '.join(f'{one}://' for one in schemes)}")
    try:
        told = urlsplit(url)
        fits = not told.fragment and ("," in told.netloc or told.port != 0)  # several hosts, as PostgreSQL allows
    except ValueError:
        fits = False
    if not fits:
        raise Configuration(
            f"{name}: must be such as {example}; in a password # / ? @ : are written %23 %2F %3F %40 %3A"
        )


def check_postgres(major: int) -> None:
    """Raise Configuration for a server that lacks what the schema and the statements use."""
    if major < OLDEST_POSTGRES:
        raise Configuration(f"QA_DATABASE_URL: is a PostgreSQL {major}; {OLDEST_POSTGRES} or a newer one is needed")


def _check_mail(settings: Settings) -> None:
    """Mail needs a server and an address it comes from; a password never travels in the clear."""
    if settings.mail_link_days < 1:
        raise Configuration("QA_MAIL_LINK_DAYS: must be at least 1")
    if settings.smtp_url is None:
        return
    _check_url("QA_SMTP_URL", settings.smtp_url, MAIL, "smtps://user:password@mail.example.com:465")
    told = urlsplit(settings.smtp_url)
    if told.hostname is None:
        raise Configuration("QA_SMTP_URL: names no host; it must be such as smtps://user:password@mail.example.com:465")
    if told.scheme == "smtp+plain" and told.password:
        raise Configuration("QA_SMTP_URL: smtp+plain:// would send its password in the clear; use smtp:// or smtps://")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(settings.mail_from or "")[1]):
        raise Configuration("QA_MAIL_FROM: must be an address such as quality@example.com where QA_SMTP_URL is set")


def _check_access(settings: Settings) -> None:
    if settings.oidc_issuer is not None and settings.oidc_audience is None:
        raise Configuration("QA_OIDC_AUDIENCE: is missing; without it another service's tokens would open this one")
    for name, url in (("ISSUER", settings.oidc_issuer), ("JWKS_URL", settings.oidc_jwks_url)):
        if url is not None and not private(url):
            raise Configuration(f"QA_OIDC_{name}: {url!r} must begin with https://")
    if settings.min_cell < 1 or settings.rate_per_minute < 0:
        raise Configuration("QA_MIN_CELL must be at least 1, QA_RATE_PER_MINUTE at least 0")


def private(url: str) -> bool:
    """Whether nobody between can read or change what comes from there: https, or this machine."""
    told = urlsplit(url)
    return told.scheme == "https" or (told.scheme == "http" and told.hostname in {"127.0.0.1", "localhost"})
