"""One base for everything that can go wrong on purpose, and the one shape it is told in.

``{"error": {"code", "message", "fields"?}}`` with the right status, and never a traceback. Each feature
keeps its own error classes beside it; this module turns them, and FastAPI's own, into answers.
"""

from typing import Any, ClassVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

log = structlog.get_logger(__name__)

_CODES = {401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}


class ErrorFacts(BaseModel):
    """What went wrong; ``fields`` says what about which field of the input."""

    code: str
    message: str
    fields: dict[str, str] | None = None


class ErrorOut(BaseModel):
    """The one shape of an error."""

    error: ErrorFacts


class ApiError(Exception):
    """An error the caller is told about.

    Subclasses set ``code``, ``status`` and ``message``; ``fields`` names what was wrong in the input.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    message: str = "Something is wrong with this request."

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.message = message or self.message
        self.fields = fields
        self.headers = headers
        super().__init__(self.message)


class DatabaseBusy(ApiError):
    """The database is locked or cannot be reached; nothing was stored."""

    code = "database_busy"
    status = 503
    message = "The database is busy. Nothing was stored; please try again in a moment."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})


def error_body(code: str, message: str, fields: dict[str, str] | None = None) -> dict[str, Any]:
    """The one shape of an error."""
    error: dict[str, Any] = {"code": code, "message": message}
    if fields:
        error["fields"] = fields
    return {"error": error}


def install_error_handlers(app: FastAPI) -> None:
    """Make ``app`` tell every error in the one shape."""

    @app.exception_handler(ApiError)
    async def known(_request: Request, error: ApiError) -> JSONResponse:
        return JSONResponse(
            error_body(error.code, error.message, error.fields), error.status, headers=error.headers
        )

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        if any(problem["type"] == "json_invalid" for problem in error.errors()):
            return JSONResponse(error_body("invalid_json", "The body is not valid JSON."), 400)
        fields = {_field(problem["loc"]): str(problem["msg"]) for problem in error.errors()}
        return JSONResponse(error_body("invalid_input", "Some fields are not valid.", fields), 422)

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> JSONResponse:
        code = _CODES.get(error.status_code, "error")
        return JSONResponse(error_body(code, str(error.detail)), error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> JSONResponse:
        log.error("unexpected_error", path=request.url.path, exc_info=error)
        return JSONResponse(error_body("internal_error", "Something went wrong on our side."), 500)


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location[1:]) or str(location[0])
