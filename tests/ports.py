"""Ports for servers that tests start."""

import random
import socket

ABOVE = (20_000, 32_000)
"""Below the range from which systems give ports to whoever connects: nobody takes one of these in between."""


def free() -> int:
    """Find a port of this machine on which nobody listens."""
    for port in random.SystemRandom().sample(range(*ABOVE), 50):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"50 ports between {ABOVE[0]} and {ABOVE[1]} are taken")
