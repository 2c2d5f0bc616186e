"""What a person must still see to before the unit can work: in words, beforehand."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from connectors.setup import Platform
from domain.phrases import Phrase, phrase
from domain.project import Project
from kairanban.installation import Installation
from kairanban.reach import Reader, barrier
from kairanban.unit import is_systemds, secret_files, user_of

#: Services have folders of their own in place of these.
_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - nothing is put there


def advice_for(
    project: Project, installation: Installation, platforms: Mapping[str, Platform]
) -> Iterator[Phrase]:
    """Say what stands in the way of the service, and what to do about it."""
    user = user_of(project)
    reader = Reader.of(user) if user else Reader.stranger("DynamicUser")
    yield from _program(installation, reader)
    yield from _project(project, reader)
    if user is None:
        yield from _state(project)
    for name, path in secret_files(project, platforms).items():
        if not path.exists():
            yield phrase(
                "the secret {name} is not there yet: write it to {path} "
                "(chmod 600), then print this unit again",
                name=name,
                path=path,
            )


def _program(installation: Installation, reader: Reader) -> Iterator[Phrase]:
    for path in installation.places:
        wall = barrier(path, reader)
        if wall is not None:
            yield phrase(
                "the service ({user}) cannot use {path}: {wall} is closed to it. "
                "Install Kairanban, and a Python, where everybody can read them, such "
                "as in an environment of /usr/bin/python3 in /opt/kairanban",
                user=reader.name,
                path=path,
                wall=wall,
            )
            return


def _project(project: Project, reader: Reader) -> Iterator[Phrase]:
    wall = barrier(project.folder, reader)
    if wall is not None:
        yield phrase(
            "the service ({user}) cannot read {path}: {wall} is closed to it. Move "
            "the project, for example to /srv, or open that folder",
            user=reader.name,
            path=project.folder,
            wall=wall,
        )
    if any(place in project.folder.parents for place in _TEMPORARY):
        yield phrase(
            "services do not see {path}: systemd gives them a /tmp of their own. Move "
            "the project, for example to /srv",
            path=project.folder,
        )


def _state(project: Project) -> Iterator[Phrase]:
    if not is_systemds(project.state_folder):
        yield phrase(
            "the service keeps its memory in /var/lib/kairanban, your commands theirs "
            "in {path}: write 'state: /var/lib/kairanban' into kairanban.yaml",
            path=project.state_folder,
        )
    digests = project.digest.folder
    if digests is not None and not is_systemds(digests):
        yield phrase(
            "the service may not write digests to {path}: name a folder below "
            "/var/lib/kairanban, or none",
            path=digests,
        )
