"""Where a program stands: its script, its modules, and the Python that runs it."""

import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from domain.errors import RequestError
from domain.phrases import phrase

NAME = "kairanban"


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything that must be readable for the program to start; all paths are real."""

    #: What is called; its first line names the interpreter of its environment.
    script: Path
    interpreter: Path
    #: Where our modules lie: elsewhere, if the installation follows a checkout.
    modules: Path

    @property
    def places(self) -> tuple[Path, ...]:
        """Return everything of it that a service must be able to read."""
        return (self.script, self.interpreter, self.modules)


def find_installation(program: Path | None, called_as: str) -> Installation:
    """Return the installation of *program*; this process's own if that is None.

    Raises:
        RequestError: There is no such program.
    """
    script = (program or _own_script(called_as)).absolute().resolve()
    if not script.is_file():
        raise RequestError(
            phrase(
                "there is no program {script}; name yours with --program",
                script=script,
            )
        )
    environment = script.parent.parent
    is_ours = environment == Path(sys.prefix).resolve()
    return Installation(
        script=script,
        interpreter=_interpreter(environment),
        modules=Path(__file__).resolve().parents[1] if is_ours else environment,
    )


def _own_script(called_as: str) -> Path:
    """Return the script; `python -m kairanban` was called by another name."""
    called = Path(called_as)
    if called.name == NAME:
        return called
    return Path(sysconfig.get_path("scripts")) / NAME


def _interpreter(environment: Path) -> Path:
    beside = environment / "bin" / "python3"
    return (beside if beside.exists() else Path("/usr/bin/python3")).resolve()
