"""What the OpenAPI document says of errors: the same problem document on every route."""

from litestar import Litestar
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, Operation, Schema
from litestar.openapi.spec.enums import OpenAPIType

from qa_service.api.problems import MEDIA_TYPE

METHODS = ("get", "put", "post", "delete", "patch")


def describe_problems(app: Litestar) -> None:
    """Put the problem document in place of what the framework would answer with, and for whatever else goes wrong."""
    problem = OpenAPIResponse(
        description="What was wrong, and where (RFC 9457)", content={MEDIA_TYPE: OpenAPIMediaType(schema=_problem())}
    )
    for path in (app.openapi_schema.paths or {}).values():
        for method in METHODS:
            operation: Operation | None = getattr(path, method)
            if operation is not None:
                kept = {code: one for code, one in (operation.responses or {}).items() if code != "400"}
                operation.responses = {**kept, "default": problem}


def _problem() -> Schema:
    text, number = Schema(type=OpenAPIType.STRING), Schema(type=OpenAPIType.INTEGER)
    errors = Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.OBJECT))
    return Schema(
        type=OpenAPIType.OBJECT,
        required=["type", "title", "status", "detail"],
        properties={"type": text, "title": text, "status": number, "detail": text, "errors": errors},
    )
