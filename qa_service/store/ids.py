"""Ids that sort by the time they were made (UUIDv7, RFC 9562 section 5.7): large tables are partitioned on them."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    milliseconds = time.time_ns() // 1_000_000
    return UUID(int=milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62))
