"""What is left of a contact, a scorecard and a report when the words and whose they were are taken out."""

import hashlib
import hmac
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from scoring.scorecard import BehaviourScore

PREFIX = "erased-"


def customer_digest(master_key: bytes, ref: str) -> bytes:
    """What stands for a customer's reference: only who has the key and the reference can tell that it is theirs."""
    return hmac.digest(master_key, b"erased customer\0" + ref.encode(), hashlib.sha256)


def contact_digest(master_key: bytes, source: str, ref: str) -> bytes:
    return hmac.digest(master_key, b"erased contact\0" + source.encode() + b"\0" + ref.encode(), hashlib.sha256)


def new_ref(digest: bytes) -> str:
    """The reference of an erased contact."""
    return PREFIX + digest.hex()[:32]


def body(*, ref: str, source: str, channel: str, engine: Mapping[str, Any] | None) -> dict[str, Any]:
    """interaction/v1 with nothing of what was said or known, nor by whom."""
    heard = {name: engine[name] for name in ("name", "model") if engine and name in engine}
    return {"id": ref, "source": source, "channel": channel, "extra": {"engine": heard} if heard else {}}


def scores(behaviours: Mapping[str, Any]) -> dict[str, Any]:
    """Scores and judgements without what was said; grades, places and signs stay."""
    cards = msgspec.convert(behaviours, dict[str, BehaviourScore])
    left = {
        name: msgspec.structs.replace(
            card,
            judgements=tuple(msgspec.structs.replace(one, evidence=(), words=msgspec.UNSET) for one in card.judgements),
        )
        for name, card in cards.items()
    }
    made: dict[str, Any] = msgspec.to_builtins(left)
    return made


def has_words(behaviours: Mapping[str, Any]) -> bool:
    return any(
        one["evidence"] or one.get("words") for card in behaviours.values() for one in card.get("judgements", ())
    )


def document(told: Any, interactions: Collection[str]) -> Any:
    """A report's document without anything whose link leads to one of these interactions, wherever it stands."""
    if isinstance(told, dict):
        return {name: document(below, interactions) for name, below in told.items()}
    if isinstance(told, list):
        return [document(below, interactions) for below in told if not _leads(below, interactions)]
    return told


def _leads(told: Any, interactions: Collection[str]) -> bool:
    link = told.get("link") if isinstance(told, dict) else None
    return link is not None and any(f"/interactions/{one}" in link for one in interactions)
