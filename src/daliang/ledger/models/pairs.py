"""A constraint that several models share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


def paired(at: str, by: str, name: str) -> models.CheckConstraint:
    """A moment and the person who made it stand or fall together."""
    both = Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    neither = Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
    return models.CheckConstraint(condition=both | neither, name=name)
