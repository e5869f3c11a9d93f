"""Forms that an action refused keep what was typed, with the refusal at its field."""

from __future__ import annotations

from django.forms import BaseForm

from entrepot.values import Refusal
from entrepot.web.problems import message_text


def keep_answers(form: BaseForm, refusal: Refusal) -> None:
    """Put the refusal's words at the field it names, or above the form if it names none of these fields."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, message_text(refusal.message, refusal.params))
