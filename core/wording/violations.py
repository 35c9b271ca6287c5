"""What PostgreSQL refused, in the clerk's words: the sentence that the constraint itself carries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint


def broken_rule(error: IntegrityError) -> str:
    """The sentence of the constraint that was broken; "" where it has none, which is a mistake of ours and no
    clerk's."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return _sentences().get(getattr(diagnostics, "constraint_name", None) or "", "")


@contextmanager
def rules_said_by(refusal: type[Exception]) -> Iterator[None]:
    """Turn a broken rule that has a sentence into `refusal(sentence)`."""
    try:
        yield
    except IntegrityError as error:
        if sentence := broken_rule(error):
            raise refusal(sentence) from error
        raise


@cache
def _sentences() -> dict[str, str]:
    constraints = [rule for model in apps.get_models() for rule in model._meta.constraints]
    return {rule.name: str(rule.violation_error_message) for rule in constraints if _says_something(rule)}


def _says_something(rule: BaseConstraint) -> bool:
    return rule.violation_error_message not in {None, BaseConstraint.default_violation_error_message}
