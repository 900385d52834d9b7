"""Major projects on the ledger."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """The application `projects`."""

    name = "daliang.programmes.projects"
    label = "projects"
    verbose_name = _("重大项目")

    def ready(self) -> None:
        """Make the programme known to the ledger, and its files to those who see the project."""
        from daliang.base.files import register_gate  # models exist only from here on
        from daliang.ledger.programme import register
        from daliang.programmes.projects.programme import PROJECTS
        from daliang.programmes.projects.queries import may_see_file

        register(PROJECTS)
        register_gate(may_see_file)
