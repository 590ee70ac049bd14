"""Why a certificate or a theory is not accepted (docs/verifier.md, section 9)."""


class Refusal(Exception):
    """The input is invalid: exit status 1. `code` names the check that failed."""

    exit_status = 1

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Unreadable(Refusal):
    """A file cannot be read: exit status 3."""

    exit_status = 3
