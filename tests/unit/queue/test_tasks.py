"""A broker that is away costs a wake and nothing else, whichever it is."""

import socket

import pytest

from qa_service.errors import Unavailable
from qa_service.queue import tasks


@pytest.fixture
def nobody() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("address", ["amqp://guest:guest@127.0.0.1:{}//", "redis://127.0.0.1:{}/0"])
async def test_a_wake_that_cannot_be_sent_fails_nothing(address, nobody):
    sender = tasks.Sender(tasks.app(address.format(nobody)))
    await tasks.wake(sender, "score")
    with pytest.raises(Unavailable, match="within the last"):  # it is not asked again at once
        sender.send_now("score")


@pytest.mark.parametrize(
    ("broker", "option"),
    [
        ("pgmq://u:p@h/d", ("visibility_timeout", tasks.INVISIBLE_SECONDS)),
        ("rediss://h/0", ("visibility_timeout", tasks.INVISIBLE_SECONDS)),
        ("amqps://u:p@h//", ("confirm_publish", True)),
    ],
)
def test_each_driver_is_told_its_own(broker, option):
    assert option in tasks.app(broker).conf.broker_transport_options.items()
