"""Parties: the city's own view of enterprises, industries, chains, districts and parks."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The application `parties`."""

    name = "daliang.parties"
    label = "parties"
    verbose_name = "企业与产业"
