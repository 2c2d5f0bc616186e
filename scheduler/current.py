"""The project as it was last read, for everybody who must notice when it changes."""

from collections.abc import Callable

from domain.project import Project

#: Tells the project as it stands now.
ProjectOf = Callable[[], Project]


class CurrentProject:
    """Holds the project; a reload swaps it in one step."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def __call__(self) -> Project:
        """Return the project as it was last read."""
        return self._project

    def swap(self, project: Project) -> None:
        """Let *project* be the one from now on."""
        self._project = project
