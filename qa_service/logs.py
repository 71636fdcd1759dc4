"""Logs: one line an event on stderr, as JSON where no person watches. Never the values of local variables."""

import logging
import sys

import structlog

from qa_service.config import Settings


def configure(settings: Settings) -> None:
    """Set structlog and the standard library's logging up alike, once per process."""
    person = sys.stderr.isatty()
    # Local variables hold what customers said before it is redacted, so tracebacks are plain.
    plain = structlog.dev.plain_traceback
    last = structlog.dev.ConsoleRenderer(exception_formatter=plain) if person else structlog.processors.JSONRenderer()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if not person:
        shared.append(structlog.processors.format_exc_info)
    level = getattr(logging, settings.log_level.upper())
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last], foreign_pre_chain=shared
        )
    )
    logging.basicConfig(
        level=max(level, logging.WARNING if level > logging.DEBUG else level), handlers=[handler], force=True
    )
