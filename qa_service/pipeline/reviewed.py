"""Random reviews beside the machine's scores: pairs that correct levels, and means by language, channel and hearing."""

import numpy as np
from msgspec import Struct

from qa_service.monitoring.correction import Reviews
from qa_service.monitoring.prediction_powered import Stratum, drawn, reviewed_mean
from qa_service.monitoring.results import ReviewedMean
from qa_service.store import reviewed as store
from qa_service.store.database import Connection
from qa_service.store.reviewed import ReviewedScore, StratumSums


class Reviewed(Struct, frozen=True, kw_only=True):
    """By behaviour; `pairs` are of the instrument, whenever they were made, `means` of the period and its filters."""

    pairs: dict[str, Reviews]
    means: dict[str, ReviewedMean]


async def reviewed(db: Connection, *sight: object) -> Reviewed:
    """`sight` is the instrument, the period and the filters, as the store's statements have them."""
    pairs = await store.PAIRS.all(db, *sight)
    names = sorted({pair.behaviour for pair in pairs})
    sums = await store.SUMS.all(db, *sight, names) if names else []
    strata = {name: _strata(name, pairs, sums) for name in names}
    return Reviewed(
        pairs={
            name: Reviews(
                machine=np.array([pair.machine for pair in pairs if pair.behaviour == name]),
                review=np.array([pair.review for pair in pairs if pair.behaviour == name]),
                drawn=drawn(list(strata[name].values())),
            )
            for name in names
        },
        means={name: mean for name, of in strata.items() if (mean := reviewed_mean(of))},
    )


def _strata(name: str, pairs: list[ReviewedScore], sums: list[StratumSums]) -> dict[str, Stratum]:
    strata: dict[str, Stratum] = {}
    for one in sums:
        if one.behaviour == name:
            mine = [pair for pair in pairs if pair.behaviour == name and pair.inside and _named(pair) == _named(one)]
            strata[_named(one)] = Stratum(
                n=one.n,
                mean=one.mean,
                variance=one.variance or 0.0,
                seen=np.array([pair.machine for pair in mine]),
                review=np.array([pair.review for pair in mine]),
            )
    return strata


def _named(one: ReviewedScore | StratumSums) -> str:
    """As 'en/voice/low'; chats, and calls of whose words no confidence is known, have no last part."""
    return "/".join(part for part in (one.language or "unknown", one.channel, one.band) if part)
