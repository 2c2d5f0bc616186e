"""Where a program stands: its script, its environment, and whose Python runs it."""

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

    #: What is called; its first line names the interpreter beside it.
    script: Path
    #: The folder above the script's: a virtual environment, /usr or /usr/local.
    environment: Path
    #: Where the interpreter lives in truth, with its libraries.
    python: Path
    #: Where our modules lie: elsewhere, if the installation follows a checkout.
    modules: Path

    @property
    def places(self) -> tuple[Path, ...]:
        """Return every folder and file that a service needs of it."""
        return (self.script, self.interpreter, self.modules)

    @property
    def interpreter(self) -> Path:
        """Return the interpreter's file, behind every symbolic link."""
        return _interpreter(self.environment)


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
        environment=environment,
        python=_interpreter(environment).parent.parent,
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
