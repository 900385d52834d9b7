"""Parties: the city's own view of enterprises, industries, chains, districts and parks."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The application `parties`."""

    name = "daliang.parties"
    label = "parties"
    verbose_name = "企业与产业"

    def ready(self) -> None:
        """Make the register's own table known."""
        from daliang.parties.firm_files import FIRMS  # models exist only from here on
        from daliang.parties.table_in import register_table

        register_table(FIRMS)
