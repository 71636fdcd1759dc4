"""What this process redacts by beside the rules: recognisers of names, where the settings give any."""

from qa_service.config import Settings
from qa_service.errors import Configuration
from transcription.redaction import plugged
from transcription.redaction.finding import Recogniser
from transcription.redaction.name_models import NameModelError, NameModels


def recognisers(settings: Settings) -> tuple[Recogniser, ...]:
    """Made, not opened yet. Raises Configuration for one that is not there or sees no persons."""
    models = settings.models_of_names
    try:
        return (NameModels(models),) if models else ()
    except NameModelError as error:
        raise Configuration(f"QA_NAME_MODELS: {error}") from None


def plug(settings: Settings) -> None:
    """Have all that this process redacts from now on go through them too."""
    plugged.plug(*recognisers(settings))
