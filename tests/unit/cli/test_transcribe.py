import json

import pytest
from click.testing import CliRunner

from qa_service.cli.main import cli
from tests.scripted_whisper import build
from tests.unit.transcription.sounds import CALL, cut, tone, wav
from transcription.interaction import decode


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    script = " My card is 4111 1111 1111 1111 thanks"
    return str(build(tmp_path_factory.mktemp("whisper") / "scripted", script=script))


def run(*arguments, **env):
    result = CliRunner().invoke(cli, ["transcribe", *map(str, arguments)], env=env)
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def test_what_is_printed_is_an_interaction_and_redacted(model):
    result, (printed,) = run(CALL, "--engine", "whisper", "--model", model)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    assert decode(result.stdout.strip()).id == "call"
    assert printed["recording"] == str(CALL)
    assert printed["extra"]["engine"] == {"name": "whisper", "model": "scripted", "note": None}
    assert printed["extra"]["removed"] == []
    assert {turn["speaker"] for turn in printed["turns"]} == {"agent", "customer"}
    assert "[card]" in result.stdout
    assert "1111" not in result.stdout


def test_two_files_of_one_call(model, tmp_path):
    agent, customer = wav(tmp_path / "call-7.wav", tone(2.0)), wav(tmp_path / "other.wav", tone(1.0))
    result, (printed,) = run("--agent", agent, "--customer", customer, "--engine", "whisper", "--model", model)
    assert result.exit_code == 0, result.stderr
    assert printed["id"] == "call-7"
    assert printed["extra"]["recordings"] == {"agent": str(agent), "customer": str(customer)}


def test_bad_files_are_named_and_the_others_printed(model, tmp_path):
    (tmp_path / "text.wav").write_text("not audio")
    (tmp_path / "empty.wav").touch()
    bad = [
        tmp_path / "text.wav",
        tmp_path / "empty.wav",
        cut(wav(tmp_path / "cut.wav", tone(3.0)), 0.5),
        tmp_path / "no",
    ]
    result, printed = run(bad[0], CALL, *bad[1:], "--engine", "whisper", "--model", model, "--language", "en")
    assert result.exit_code == 1
    assert [interaction["id"] for interaction in printed] == ["call"]
    for line, path in zip(result.stderr.splitlines(), bad, strict=True):
        assert line.startswith(f"{path}: ")


def test_the_worse_of_two_files_is_named(model, tmp_path):
    (tmp_path / "c.wav").touch()
    result, printed = run("--agent", CALL, "--customer", tmp_path / "c.wav", "--engine", "whisper", "--model", model)
    assert (result.exit_code, printed) == (1, [])
    assert f"{tmp_path / 'c.wav'} is empty" in result.stderr


def test_equal_names_keep_their_folders(model, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        wav(tmp_path / folder / "1.wav", tone(1.0))
    _, printed = run(tmp_path / "a/1.wav", tmp_path / "b/1.wav", "--engine", "whisper", "--model", model)
    assert [interaction["id"] for interaction in printed] == [f"{tmp_path}/a/1.wav", f"{tmp_path}/b/1.wav"]


def test_settings_stand_in_for_options(model):
    _, (printed,) = run(CALL, QA_ENGINE="whisper", QA_MODEL=model)
    assert printed["extra"]["engine"]["model"] == "scripted"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give AUDIO files, or both"),
        (("--agent", "a.wav"), "give AUDIO files, or both"),
        (("x.wav", "--agent", "a.wav", "--customer", "c.wav"), "give AUDIO files, or both"),
        (("x.wav", "--engine", "kaldi"), "kaldi"),
        (("x.wav", "--language", ""), "no language tag"),
    ],
)
def test_usage(arguments, message):
    result, _ = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_engine_that_cannot_be_is_a_wrong_configuration(capsys, monkeypatch):
    from qa_service.cli.main import main

    monkeypatch.setattr("sys.argv", ["qa", "transcribe", "x.wav", "--engine", "whisper", "--model", "nope"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "'nope' is no folder" in capsys.readouterr().err
