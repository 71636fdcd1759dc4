"""`qa capacity` measures each step on this machine and touches nobody's data."""

import pytest

from qa_service.cli.capacity import measure

pytestmark = pytest.mark.integration


def test_every_figure_is_measured(settings, tmp_path):
    import msgspec

    mine = msgspec.structs.replace(settings, home=tmp_path, engine="sphinx")
    found = measure(mine, chats=20)
    assert (found.engine, found.chats) == ("sphinx", 20)
    for name in found.__struct_fields__:
        value = getattr(found, name)
        assert value if isinstance(value, str) else value > 0, name
    assert list(tmp_path.iterdir()) == []
