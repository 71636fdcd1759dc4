"""Applications served for a measurement, by uvicorn in processes of their own, and the time that their answers take."""

import asyncio
import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

import httpx
import uvicorn
from litestar import Litestar

Made = Callable[[], Litestar]


@contextmanager
def serving(made: Made) -> Iterator[str]:
    """An application in a process of its own, on a port that the system chose."""
    listening = socket.socket(proto=socket.IPPROTO_TCP)  # else nothing is sent at once, and reads wait 40 ms
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    process: BaseProcess = multiprocessing.get_context("fork").Process(target=_serve, args=(made, listening))
    process.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    listening.close()
    try:
        _answers(address)
        yield address
    finally:
        process.terminate()
        process.join()


def seconds(client: httpx.Client, address: str) -> float:
    """How long one answer takes; an error is raised."""
    began = time.perf_counter()
    client.get(address).raise_for_status()
    return time.perf_counter() - began


def p95(taken: Sequence[float]) -> float:
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * 0.95))]


def _serve(made: Made, listening: socket.socket) -> None:
    config = uvicorn.Config(made(), log_level="error", access_log=False)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listening]))


def _answers(address: str) -> None:
    for _ in range(100):
        try:
            httpx.get(f"{address}/health")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{address} does not answer")
