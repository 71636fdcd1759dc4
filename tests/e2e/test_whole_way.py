"""A recording and a chat with a transfer go in over HTTP; scorecards, variability and the report come back."""

import contextlib
import io
import json
import os
import signal
import wave
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import Any

import httpx
import numpy as np
import pypdf
import pytest

from qa_service.embedded.sample_centre.calls import recordings, script
from tests.e2e.conftest import Service
from transcription.audio import RATE, decode
from transcription.interaction import encode

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("service")]
HARPER = Path(os.environ.get("QA_EVAL_DATA", Path(__file__).parents[3] / "shared" / "data")) / "harper"

TRANSFERRED = {
    "id": "chat-1",
    "channel": "chat",
    "language": "en",
    "started_at": "2026-05-08T09:00:00Z",
    "queue": "cards",
    "reason": "lost card",
    "agent": {"id": "ag-a", "team": "cards"},
    "customer": {"ref": "c-7"},
    "turns": [
        {"speaker": "customer", "text": "My card was stolen and I am scared that they empty my account.", "start": 0},
        {"speaker": "agent", "text": "I'm so sorry your card was stolen. What is your reference number?", "start": 9},
        {"speaker": "customer", "text": "It is 48213377, and my email is lee@example.com", "start": 20},
        {"speaker": "agent", "text": "Thank you. I will pass you to a colleague who can block it.", "start": 31},
        {"speaker": "agent", "agent": "ag-b", "text": "Hello, what is your reference number please?", "start": 60},
        {"speaker": "customer", "text": "48213377, I just told your colleague.", "start": 70},
        {
            "speaker": "agent",
            "agent": "ag-b",
            "text": "I have blocked the card and a new one is on its way.",
            "start": 82,
        },
        {"speaker": "customer", "text": "Great, that solved it, thank you.", "start": 95},
    ],
    "events": [{"kind": "transfer", "at": 45.0, "agent": "ag-b"}],
}


PERIOD = {"from": "2026-05-01", "until": "2026-06-01"}
APRIL = {"from": "2026-04-01", "until": "2026-05-01"}
MISSED = "Which postcode was it sent to?"


def _chat(agent: str, number: int) -> dict[str, Any]:
    """A chat that calls for empathy; e-low names the situation in one of four, the others in nine of ten."""
    named = number % 4 == 0 if agent == "e-low" else number % 10 != 0
    answer = "I'm so sorry your parcel never came and spoiled the birthday." if named else MISSED
    answer = f"Hello, you're speaking with Ana. {answer}"
    said = [
        ("customer", "My parcel never arrived and it was my daughter's birthday present, she cried all day."),
        ("agent", answer),
        ("customer", "It is AB1 2CD."),
        ("agent", "I have sent a new one, it will be with you tomorrow."),
        ("customer", "Thank you, that solves it."),
        ("agent", "Thank you for your patience, goodbye."),
    ]
    return {
        "id": f"{agent}-{number}",
        "source": "evidence",
        "channel": "chat",
        "language": "en",
        "started_at": f"2026-05-{1 + number % 28:02d}T{9 + number % 8:02d}:00:00Z",
        "agent": {"id": agent, "team": "evidence"},
        "turns": [{"speaker": speaker, "text": text} for speaker, text in said],
    }


def _all_scored(client: httpx.Client, source: str) -> bool:
    states = {"transcribed", "received"}
    return not any(
        client.get("/interactions", params={"source": source, "state": state, "limit": 1}).json()["items"]
        for state in states
    )


def test_call_and_chat_become_scorecards(service: Service) -> None:
    with service.client() as client:
        taken = client.post("/interactions", json=TRANSFERRED)
        assert taken.status_code == 202, taken.text
        chat = taken.json()["taken"][0]["id"]
        call, reference = _post_call(client)
        _wait(service, client, [chat, call])

        legs = _cards(client, chat)
        assert [leg["agent"] for leg in legs] == [None, "ag-a", "ag-b"]
        assert legs[1]["behaviours"]["empathy"]["score"] == 1.0
        assert legs[2]["behaviours"]["empathy"]["score"] is None
        whole = legs[0]["behaviours"]
        assert whole["resolution"]["judgements"][0]["grade"] == 1.0
        assert whole["repetition"]["judgements"][0]["cause"] == "hand_off"
        transcript = client.get(f"/interactions/{chat}/transcript").json()
        assert "lee@example.com" not in json.dumps(transcript)
        assert transcript["turns"][2]["redactions"]

        heard = client.get(f"/interactions/{call}/transcript").json()
        assert heard["engine"]["name"] == "sphinx"
        assert "pocketsphinx" in heard["engine"]["note"]
        spoken = {word for turn in reference for word in turn.text.lower().strip(".?!").split()}
        assert len(spoken & {w for turn in heard["turns"] for w in turn["text"].lower().split()}) > len(spoken) / 2
        assert {turn["speaker"] for turn in heard["turns"]} == {"agent", "customer"}

        assert _empathy(service, client, "ag-a", 1)["agent"]["level"]["low"] >= 0
        found = client.get("/agents/ag-a/variability", params=PERIOD).json()
        assert found["asked"]["from"] == "2026-05-01"
        assert "speech@none" in found["asked"]["instrument"]
        assert client.get("/agents/nobody/variability").status_code == 404


def test_the_report_quotes_its_evidence(service: Service) -> None:
    """Three agents who name what happened to the customer, and one who mostly does not: the report shows his words."""
    chats = [_chat(agent, number) for agent in ("e-1", "e-2", "e-3", "e-low") for number in range(60)]
    with service.client() as client:
        taken = client.post("/interactions", content="\n".join(map(json.dumps, chats))).json()["taken"]
        _wait(service, client, [taken[0]["id"], taken[-1]["id"]])
        service.until(lambda: _all_scored(client, "evidence"), 60, "all chats are scored")
        low = _empathy(service, client, "e-low", 60)
        assert low["verdict"] == "train_agents"
        assert low["agent"]["p_below_target"] > 0.9
        first = client.get("/priorities", params=PERIOD).json()["priorities"][0]
        assert (first["agent"], first["behaviour"], first["rank"]) == ("e-low", "empathy", 1)
        text = _report(service, client, "evidence")
        assert "e-low" in text
        assert MISSED in text
        assert "sorry your parcel" in text


@pytest.mark.skipif(not HARPER.is_dir(), reason=f"the calls of HarperValleyBank are not in {HARPER}")
def test_real_calls(service: Service) -> None:
    with service.client() as client:
        ids = [_post_parties(client, wav.stem) for wav in sorted((HARPER / "audio" / "agent").glob("*.wav"))[:2]]
        _wait(service, client, ids)
        for interaction in ids:
            heard = client.get(f"/interactions/{interaction}/transcript").json()
            assert {turn["speaker"] for turn in heard["turns"]} == {"agent", "customer"}
            assert heard["engine"]["note"]
            cards = _cards(client, interaction)
            assert set(cards[0]["behaviours"]) >= {"empathy", "resolution", "repetition"}
        service.until(lambda: client.get("/agents/h/variability", params=APRIL).status_code == 200, 30, "h counts")
        found = client.get("/agents/h/variability", params=APRIL).json()
        assert "speech@sphinx" in found["asked"]["instrument"]
        assert found["behaviours"]
        text = _report(service, client, "bank", APRIL)
        assert "Coaching report: bank" in text
        assert "transcribed by sphinx" in text


@pytest.mark.parametrize(
    ("interaction", "audio", "status", "says"),
    [
        ({"id": "b1", "channel": "voice"}, b"these are words, not sound\n" * 40, 422, "not"),
        ({"id": "b2", "channel": "voice"}, b"", 422, "empty"),
        ({"id": "b3", "channel": "phone"}, b"RIFF", 422, "channel"),
    ],
)
def test_bad_recordings(service: Service, interaction: dict[str, Any], audio: bytes, status: int, says: str) -> None:
    with service.client() as client:
        files = {"audio": ("call.wav", audio, "audio/wav")}
        answer = client.post("/recordings", data={"interaction": json.dumps(interaction)}, files=files)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert says in answer.json()["detail"]
        row = client.get("/interactions", params={"ref": interaction["id"]}).json()["items"][0]
        assert row["state"] == "failed"
        assert says in row["failure"]


def test_truncated_recording_fails_with_its_reason(service: Service) -> None:
    audio, interaction = recordings()[0]
    with service.client() as client:
        told = {"interaction": encode(interaction).decode().replace(interaction.id, "cut-1")}
        cut = audio.read_bytes()[: audio.stat().st_size // 2]
        answer = client.post("/recordings", data=told, files={"audio": ("cut.opus", cut, "audio/ogg")})
        if answer.status_code == 202:
            _wait(service, client, [answer.json()["id"]], state="failed")
        row = client.get("/interactions", params={"ref": "cut-1"}).json()["items"][0]
        assert row["state"] == "failed"
        assert "recording" in row["failure"]


def test_a_bad_line_does_not_stop_its_neighbours(service: Service) -> None:
    lines = [{**TRANSFERRED, "id": f"n-{number}"} for number in range(3)]
    lines[1] = {**lines[1], "turns": [{"speaker": "agnet", "text": "hello"}]}
    with service.client() as client:
        answer = client.post(
            "/interactions",
            content="\n".join(map(json.dumps, lines)),
            headers={"Content-Type": "application/x-ndjson"},
        ).json()
        assert [item["ref"] for item in answer["taken"]] == ["n-0", "n-2"]
        assert answer["errors"][0]["error"].startswith("line 2: turn 0: speaker 'agnet' is none of agent, customer")
        failed = client.get("/interactions", params={"ref": "n-1"}).json()["items"][0]
        assert failed["state"] == "failed"
        assert "agnet" in failed["failure"]
        _wait(service, client, [item["id"] for item in answer["taken"]])


def test_a_key_is_required(service: Service) -> None:
    address = f"http://127.0.0.1:{service.port}/v1/priorities"
    assert httpx.get(address, timeout=60).status_code == 401
    assert httpx.get(address, headers={"Authorization": "Bearer qa_wrong"}, timeout=60).status_code == 401


def _post_call(client: httpx.Client) -> tuple[str, Any]:
    audio, interaction = recordings()[0]
    answer = client.post(
        "/recordings",
        data={"interaction": encode(interaction).decode()},
        files={"audio": (audio.name, audio.read_bytes(), "audio/ogg")},
    )
    assert answer.status_code == 202, answer.text
    return answer.json()["id"], script(audio).turns


def _post_parties(client: httpx.Client, name: str) -> str:
    told = {
        "id": name,
        "source": "harper",
        "channel": "voice",
        "language": "en",
        "started_at": "2026-04-10T09:00:00Z",
        "agent": {"id": "h", "team": "bank"},
    }
    files = {
        "agent": ("agent.wav", (HARPER / "audio" / "agent" / f"{name}.wav").read_bytes(), "audio/wav"),
        "customer": ("caller.wav", (HARPER / "audio" / "caller" / f"{name}.wav").read_bytes(), "audio/wav"),
    }
    answer = client.post("/recordings", data={"interaction": json.dumps(told)}, files=files)
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


def _wait(service: Service, client: httpx.Client, ids: list[str], *, state: str = "scored") -> None:
    def done() -> bool:
        rows = [client.get(f"/interactions/{each}").json() for each in ids]
        wrong = [row for row in rows if row["state"] == "failed" != state]
        assert not wrong, wrong
        return all(row["state"] == state for row in rows)

    service.until(done, 180, f"{ids} are {state}")


def _empathy(service: Service, client: httpx.Client, agent: str, count: int) -> dict[str, Any]:
    """The agent's empathy once `count` contacts have reached the agent's days."""

    def found() -> dict[str, Any]:
        behaviours = client.get(f"/agents/{agent}/variability", params=PERIOD).json().get("behaviours", {})
        return behaviours.get("empathy", {"agent": {"n": 0}})

    service.until(lambda: found()["agent"]["n"] == count, 30, f"{count} contacts of {agent} count")
    return found()


def _cards(client: httpx.Client, interaction: str) -> list[dict[str, Any]]:
    return client.get(f"/interactions/{interaction}/scorecards").json()["scorecards"]


def _report(service: Service, client: httpx.Client, team: str, period: dict[str, str] = PERIOD) -> str:
    report = client.post("/reports", json={"team": team, **period}).json()["id"]
    service.until(lambda: client.get(f"/reports/{report}").json()["state"] != "waiting", 60, "the report is written")
    row = client.get(f"/reports/{report}").json()
    assert row["state"] == "done", row
    html = client.get(f"/reports/{report}/html")
    assert html.headers["content-type"].startswith("text/html")
    pdf = client.get(f"/reports/{report}/pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(pdf.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_page_signs_in_and_shows(service: Service) -> None:
    address = f"http://127.0.0.1:{service.port}"
    with httpx.Client(base_url=address, follow_redirects=True, timeout=60) as browser:
        assert browser.get("/").status_code == 401
        page = browser.get("/", params={"key": service.key})
        assert page.status_code == 200
        assert "key=" not in str(page.url)
        assert "What came in" in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert browser.get("/static/qa.css").status_code == 200
        # The cookie reads and never changes anything.
        assert browser.get("/v1/interactions").status_code == 200
        assert browser.post("/v1/reports", json={"team": "cards"}).status_code == 401


SECRETS = ("4556 7375 8689 9855", "4556737586899855", "maria.lopez@example.org", "07700 900461", "07700900461")
SPOKEN = "one zero five one zero five one"


def test_nothing_unredacted_is_kept_anywhere(service: Service) -> None:
    """Not in a table, the queue, a log, the spool or any other file of the installation."""
    said = (
        f"Hi, this is about card {SECRETS[0]}, write to {SECRETS[2]} or call {SECRETS[3]}.",
        f"Thank you, so that is {SECRETS[1]} and {SECRETS[4]}.",
    )
    turns = [{"speaker": ("customer", "agent")[n % 2], "text": text} for n, text in enumerate(said)]
    item = {"id": "secret-1", "channel": "chat", "language": "en", "customer": {"ref": "c-s"}, "turns": turns}
    with service.client() as client:
        chat = client.post("/interactions", json=item).json()["taken"][0]["id"]
        call, reference = _post_call(client)
        _wait(service, client, [chat, call])
        stored = client.get(f"/interactions/{chat}/transcript").json()["turns"]
        assert {r["type"] for turn in stored for r in turn["redactions"]} == {"card", "email", "phone"}
        heard = client.get(f"/interactions/{call}/transcript").json()["turns"]
        assert "card" in {r["type"] for turn in heard for r in turn["redactions"] or ()}
    assert any(SPOKEN in turn.text.replace(",", "") for turn in reference)
    _assert_nowhere(service, [secret.encode() for secret in (*SECRETS, SPOKEN)])
    assert not list((service.home / "spool").glob("*"))


def test_a_recording_is_on_disk_in_clear_at_no_moment(service: Service) -> None:
    """Neither while it comes in, nor while it waits, nor afterwards: not in a file that has no name any more, either."""
    wav = _wav(decode(recordings()[0][0]).channels[0], finer=3)
    assert len(wav) > 3_000_000  # more than any buffer on the way holds
    loud = [at for at in range(100_000, len(wav) - 64, len(wav) // 400) if len(set(wav[at : at + 64])) > 40]
    patterns = [wav[at : at + 64] for at in loud]
    assert len(patterns) > 10
    coarse = decode(recordings()[0][0]).channels[0].astype("<i2").tobytes()  # as it is once it is decoded
    steps = range(len(coarse) // 8 * 2, len(coarse) - 64, len(coarse) // 400 * 2)
    decoded = [coarse[at : at + 64] for at in steps if len(set(coarse[at : at + 64])) > 40]
    assert len(decoded) > 10
    patterns += decoded
    told = {"id": "clear-1", "channel": "voice", "language": "en", "started_at": "2026-05-09T09:00:00Z"}
    looked: list[int] = []

    def slowly() -> Iterator[bytes]:
        head = f'--edge\r\nContent-Disposition: form-data; name="interaction"\r\n\r\n{json.dumps(told)}\r\n'
        yield f'{head}--edge\r\nContent-Disposition: form-data; name="audio"; filename="c.wav"\r\n\r\n'.encode()
        half = len(wav) // 2
        yield wav[:half]
        service.until(lambda: _largest(service.home / "spool") > 500_000, 10, "half of it has come in")
        looked.append(_assert_nowhere(service, patterns))
        yield wav[half:] + b"\r\n--edge--\r\n"

    with service.client() as client, _standing_still(service.workers()):
        answer = client.post(
            "/recordings", content=slowly(), headers={"Content-Type": "multipart/form-data; boundary=edge"}
        )
        assert answer.status_code == 202, answer.text
        (waiting,) = (service.home / "spool").iterdir()
        assert waiting.stat().st_size > len(wav)
        looked.append(_assert_nowhere(service, patterns))
    with service.client() as client:
        _wait(service, client, [answer.json()["id"]])
    looked.append(_assert_nowhere(service, patterns))
    assert min(looked) > 100
    assert not list((service.home / "spool").glob("*"))


def _wav(channel: np.ndarray, *, finer: int) -> bytes:
    """In mono, so many times as fine in time: no longer to hear, and as many times the bytes."""
    moments = np.arange(finer * len(channel)) / finer
    samples = np.interp(moments, np.arange(len(channel)), channel).astype(np.int16)
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(finer * RATE)
        out.writeframes(samples.tobytes())
    return made.getvalue()


def _largest(folder: Path) -> int:
    return max((file.stat().st_size for file in folder.glob("*")), default=0)


@contextlib.contextmanager
def _standing_still(workers: list[int]) -> Iterator[None]:
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)


def _assert_nowhere(service: Service, patterns: list[bytes]) -> int:
    """Look through every file of the installation, and every one its processes hold open; how many there were."""
    looked: set[tuple[int, int]] = set()  # one file may have a name and be open in many processes
    for path in (*service.home.rglob("*"), *service.open_files()):
        try:
            told = path.stat()
            content = path.read_bytes() if S_ISREG(told.st_mode) and (told.st_dev, told.st_ino) not in looked else None
        except OSError:  # gone by now: files come and go while the service runs
            continue
        if content is not None:
            looked.add((told.st_dev, told.st_ino))
            assert not any(pattern in content for pattern in patterns), path
    return len(looked)
