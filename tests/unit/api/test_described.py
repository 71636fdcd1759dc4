"""What is told of the routes: each in the OpenAPI document, all of them in docs/api.md."""

import re
from pathlib import Path

import pytest

from qa_service.api.app import create
from qa_service.api.described import METHODS
from qa_service.config import Settings

TOLD = re.compile(r"`([A-Z]+(?:, [A-Z]+)*) (/[^`]+)`")
DOCS = Path(__file__).parents[3] / "docs/api.md"


@pytest.fixture
def operations(tmp_path):
    app = create(Settings(home=tmp_path, database_url="postgresql://qa@127.0.0.1:1/qa"))
    paths = app.openapi_schema.to_schema()["paths"]
    return {(method.upper(), path): of[method] for path, of in paths.items() for method in METHODS if method in of}


def test_every_route_says_what_it_does(operations):
    assert len(operations) > 80
    assert [route for route, one in operations.items() if not one.get("description")] == []


def test_every_route_is_in_the_docs_and_no_other(operations):
    told = {
        (method, _unnamed(path)) for methods, path in TOLD.findall(DOCS.read_text()) for method in methods.split(", ")
    }
    assert told == {(method, _unnamed(path)) for method, path in operations}


def _unnamed(path):
    return re.sub(r"\{[^}]*\}", "{}", path)
