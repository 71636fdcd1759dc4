import re
from pathlib import Path

import pytest

from qa_service.config import Settings, read
from qa_service.errors import Configuration


def test_defaults_need_no_setting():
    settings = read({})
    assert settings.database_url is None
    assert settings.address == "http://127.0.0.1:8000"
    assert settings.home.is_absolute()


@pytest.mark.parametrize(
    ("variable", "value", "field", "read_as"),
    [
        ("QA_PORT", "81", "port", 81),
        ("QA_HOME", "/srv/qa", "home", Path("/srv/qa")),
        ("QA_ENGINE", "whisper", "engine", "whisper"),
        ("QA_TIMEZONE", "Asia/Jakarta", "timezone", "Asia/Jakarta"),
        ("QA_PUBLIC_URL", "", "public_url", None),
        ("QA_KEEP_ORIGINALS", "true", "keep_originals", True),
        ("QA_NAME_MODELS", "en=en_ner, pl=/m/pl", "models_of_names", {"en": "en_ner", "pl": "/m/pl"}),
        ("QA_SPOOL_KEYS", f"{'a' * 32}, {'b' * 32},", "sealing_keys", ("a" * 32, "b" * 32)),
    ],
)
def test_variables_are_read(variable, value, field, read_as):
    assert getattr(read({variable: value}), field) == read_as


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("QA_PORT", "eighty"),
        ("QA_ENGINE", "dragon"),
        ("QA_TIMEZONE", "Mars/Olympus"),
        ("QA_NIGHTLY_AT", "25:00"),
        ("QA_NIGHTLY_AT", "02:00+02:00"),
        ("QA_DATABASE_URL", "mysql://somewhere"),
        ("QA_DATABASE_URL", "postgresql://qa:hun#ter2@host/qa"),
        ("QA_DATABASE_URL", "postgresql://qa@host:fivefour/qa"),
        ("QA_BROKER_URL", "kafka://broker"),
        ("QA_BROKER_URL", "broker:5672"),
        ("QA_BROKER_URL", "memory://"),
        ("QA_BROKER_URL", "amqp://qa:hun/ter2@broker//"),
        ("QA_SMTP_URL", "mail.example.com"),
        ("QA_SMTP_URL", "imap://mail.example.com"),
        ("QA_SMTP_URL", "smtps://"),
        ("QA_SMTP_URL", "smtps://qa:hun#ter2@mail.example.com"),
        ("QA_SMTP_URL", "smtp+plain://qa:hunter2@mail.example.com"),
        ("QA_LEASE_SECONDS", "1"),
        ("QA_WINDOW_DAYS", "0"),
        ("QA_KEEP_ORIGINALS", "perhaps"),
        ("QA_NAME_MODELS", "en_core_web_sm"),
        ("QA_NAME_MODELS", "english=en_core_web_sm"),
        ("QA_NAME_MODELS", "pl="),
        ("QA_NAME_MODELS", "pl=one,en=two,pl=three"),
        ("QA_SPOOL_KEYS", f"{'a' * 32},short"),
    ],
)
def test_a_wrong_value_names_its_variable(variable, value):
    with pytest.raises(Configuration, match=variable):
        read({variable: value})


@pytest.mark.parametrize(
    "told",
    [
        {"QA_SPOOL_KEYS": "hunter2"},
        {"QA_DATABASE_URL": "mysql://qa:hunter2@host/qa"},
        {"QA_DATABASE_URL": "postgresql://qa:hunter2#@host/qa"},
        {"QA_BROKER_URL": "amqp://qa:hunter2/@broker//"},
        {"QA_SMTP_URL": "smtp+plain://qa:hunter2@mail.example.com"},
    ],
)
def test_an_error_tells_no_secret(told):
    with pytest.raises(Configuration) as raised:
        read(told)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("QA_DATABASE_URL", "postgresql:///qa?host=/run/postgresql"),
        ("QA_DATABASE_URL", "postgresql://qa@one:5432,two:5433/qa?target_session_attrs=read-write"),
        ("QA_DATABASE_URL", "postgresql://qa:p%23w@[::1]:5432/qa"),
        ("QA_BROKER_URL", "amqps://qa:p%2Fw@broker:5671/calls"),
        ("QA_BROKER_URL", "rediss://:p%40w@broker:6380/2"),
        ("QA_BROKER_URL", "pgmq://qa@host/qa"),
    ],
)
def test_addresses_of_every_kind_are_taken(variable, value):
    assert value in {read({variable: value}).database_url, read({variable: value}).broker_url}


def test_every_setting_is_told_with_what_it_does():
    told = (Path(__file__).parents[2] / "docs/settings.md").read_text()
    names = {f"QA_{field.upper()}" for field in Settings.__struct_fields__}
    shortened = {f"QA_RETAIN{rest}" for rest in re.findall(r"`…(_[A-Z_]+)`", told)}
    assert names - {*re.findall(r"`(QA_[A-Z_]+)`", told), *shortened} == set()
