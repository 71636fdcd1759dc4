"""A model of names that the settings give redacts what comes in; one that is not there is told before anything runs."""

import msgspec
import pytest

from qa_service.cli import until_stopped
from qa_service.config import Settings
from qa_service.errors import Configuration
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.recognisers import plug
from qa_service.store import interactions
from tests.factories import chat
from tests.trained_names import trained
from transcription.redaction import plugged

pytestmark = pytest.mark.integration
TEXT = "the form was filled in by Zorvath yesterday"


@pytest.fixture
def models(settings, tmp_path):
    folder = trained(tmp_path / "en", "en", [(TEXT, ["Zorvath"]), ("the driver was late and the box was open", [])])
    yield msgspec.structs.replace(settings, name_models=f"en={folder}")
    plugged.plug()


async def test_what_comes_in_goes_through_the_models(database, models: Settings):
    plug(models)
    items = [Incoming(chat("a", said=[("customer", TEXT)], reason=TEXT))]
    taken = await ingest(database, items, master_key=b"k" * 32, zone=models.zone)
    async with database.connection() as db:
        row = await interactions.SHOWN.one(db, taken[0].id)
        turns = await interactions.TURNS.all(db, [taken[0].id])
    redacted = "the form was filled in by [name] yesterday"
    assert [turn.text for turn in turns] == [redacted]
    assert [item["type"] for turn in turns for item in turn.redactions] == ["name"]
    assert row.reason == redacted


def test_a_model_that_is_not_there_stops_the_start(settings):
    wrong = msgspec.structs.replace(settings, name_models="en=no_such_pipeline")
    with pytest.raises(Configuration, match="QA_NAME_MODELS: en: no_such_pipeline: no such spaCy pipeline"):
        until_stopped.check(wrong, port=False)
