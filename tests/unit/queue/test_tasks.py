"""A broker that is away costs a wake and nothing else, whichever it is."""

from unittest.mock import Mock

import pytest
from kombu.transport.memory import Channel
from kombu.transport.virtual import QoS

from qa_service.errors import Unavailable
from qa_service.queue import tasks
from tests import ports


@pytest.fixture
def nobody() -> int:
    return ports.free()


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


@pytest.mark.parametrize("broker", ["redis://h/0", "rediss://h/0", "pgmq://u:p@h/d"])
def test_lost_acknowledgements_do_not_end_reading(broker):
    held = QoS(Mock(spec=Channel), 2 * tasks.app(broker).conf.worker_prefetch_multiplier)
    for tag in range(20):
        held.append(Mock(), str(tag))
    assert held.can_consume()
    held.restore_at_shutdown = False


def test_rabbitmq_counts_for_itself():
    assert tasks.app("amqp://guest:guest@h//").conf.worker_prefetch_multiplier > 0
