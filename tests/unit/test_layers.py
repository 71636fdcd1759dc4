"""Importing what serves pages must not load an engine or spaCy: the first request would wait seconds for them."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["qa_service.api.app", "qa_service.dashboard.routes", "qa_service.pipeline.ingest"])
def test_serving_loads_no_engine(module):
    code = f"import sys, {module}; print(*({{'spacy', 'faster_whisper', 'pocketsphinx'}} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"spacy", "faster_whisper", "pocketsphinx"} & set(loaded)
