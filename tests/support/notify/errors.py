"""The errors of Notify's API, in its JSON."""

from typing import Any


class NotifyError(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, *errors: tuple[str, str]) -> None:
        super().__init__(f"{status}: {errors}")
        self.status = status
        self.errors = errors

    def as_json(self) -> dict[str, Any]:
        errors = [{"error": error, "message": message} for error, message in self.errors]
        return {"status_code": self.status, "errors": errors}


def invalid(*messages: str) -> NotifyError:
    """What does not fit the schema of a request: every fault at once."""
    return NotifyError(400, *(("ValidationError", message) for message in messages))


def bad_request(message: str, status: int = 400) -> NotifyError:
    return NotifyError(status, ("BadRequestError", message))


def not_allowed(message: str, status: int = 403) -> NotifyError:
    return NotifyError(status, ("AuthError", message))


NOT_FOUND = NotifyError(404, ("NoResultFound", "No result found"))
