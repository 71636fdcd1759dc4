"""English texts of public sets by the ids that readers' labels name: `stc3-en/…`, `star/…`, `maia/…`, `harper/…`.

The turns stand as the readers saw them, so that the labels' turn numbers hold.
"""

from itertools import chain
from pathlib import Path

from qa_service.evaluation.sets import harper, maia, star, stc3
from transcription.interaction import Interaction

_SETS = frozenset({"stc3-en", "star", "maia", "harper"})


def of_public_set(name: str) -> bool:
    """Whether an id names a text of these sets."""
    return name.partition("/")[0] in _SETS


def texts(data: Path) -> dict[str, Interaction]:
    """Raises a FileNotFoundError that names the set's file which is not there."""
    helpdesk = (dialogue.interaction for dialogue in stc3.read(data, "en"))
    return {one.id: one for one in chain(helpdesk, star.read(data), maia.read(data), harper.read(data))}
