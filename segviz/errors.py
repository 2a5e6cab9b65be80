"""Errors that a user can cause, each one sentence in the catalogue: what, why, and what would work."""

from __future__ import annotations


class UserError(Exception):
    """A mistake that the user can mend.

    ``code`` is the message's id in ``assets/locale/*/errors.ftl`` and ``facts`` are its variables, so that every
    front end says it in the user's own language. ``str(error)`` is the English sentence.
    """

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        from segviz.text import translate

        return translate("en", self.code, **self.facts)
