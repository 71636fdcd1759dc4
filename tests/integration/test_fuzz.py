"""Requests made from the OpenAPI document, sent by every role over HTTP: no 5xx, no answer that the document denies.

QA_FUZZ_CASES says how many in all; `make fuzz` sends 5,000.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from qa_service.api.app import create
from tests.rights import ACTORS, Filled

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("peopled")]
CASES = int(os.environ.get("QA_FUZZ_CASES", "250"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
          response_schema_conformance]  # fmt: skip


@contextlib.contextmanager
def served(app: Litestar) -> Iterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()  # who connects before it serves waits in the queue
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


@pytest.mark.timeout(3600)
def test_requests_of_every_kind(peopled_copy: Filled):
    app = create(peopled_copy.settings)
    sent: dict[int, int] = {}
    wrong: list[str] = []
    with served(app) as address:
        document = httpx.get(f"{address}/schema/openapi.json", timeout=60).json()
        operations = [found.ok() for found in openapi.from_dict(document).get_all_operations()]
        # No worker runs here: 503 is what this one has to answer.
        operations = [one for one in operations if one.path != "/ready"]
        assert len(operations) > 30
        operations.sort(key=lambda one: (one.method == "delete", one.path))  # revoked keys would leave others untried
        each = -(-CASES // len(operations))
        for operation in operations:

            @settings(
                max_examples=each,
                deadline=None,
                database=None,
                derandomize="QA_FUZZ_CASES" not in os.environ,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(
                case=st.one_of(
                    operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
                    operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
                ),
                actor=st.sampled_from(ACTORS),
            )
            def ask(case, actor):
                headers = {"Authorization": f"Bearer {peopled_copy.keys[actor]}"}
                answer = case.call(base_url=address, headers=headers, timeout=60)
                sent[answer.status_code] = sent.get(answer.status_code, 0) + 1
                case.validate_response(answer, checks=CHECKS)

            try:
                ask()
            except Exception as error:  # noqa: BLE001 - what is wrong with one operation hides no other
                wrong.append(f"{operation.method} {operation.path}: {error}")
    assert not wrong, "\n\n".join(wrong)
    assert sum(sent.values()) >= min(CASES, len(operations)), sent
    assert sent.get(200, 0) > 0, sent
