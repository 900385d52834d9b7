"""The one refusal: something a person may not do, with a sentence that says why."""

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """A refusal with a sentence for the user."""
