"""The folder of the listener's own instruments: one readable patch file each."""

import re
from pathlib import Path

from musicbreeder.errors import LibraryError, ModelError
from musicbreeder.formats.atomic_file import make_folder, writing
from musicbreeder.synth.patch import Patch, plain_name

_SUFFIX = ".toml"
_LARGEST_BYTES = 1 << 20
_NO_FILE_NAME = re.compile(r"[^\w-]+")


class PatchFolder:
    """Own patches as files; a file may come from anybody, or be edited by hand.

    Args:
        folder: made when the first patch is saved.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> tuple[tuple[Patch, ...], tuple[str, ...]]:
        """Return every patch, by name, and a sentence for each file that is none."""
        patches: dict[str, Patch] = {}
        problems = []
        for path in self._paths():
            try:
                patch = _read(path)
            except (ModelError, OSError, UnicodeDecodeError) as error:
                reason = str(error)
                if not isinstance(error, ModelError):
                    reason = "This file cannot be read."
                problems.append(
                    f"“{path.name}” is left out of your instruments: {reason}"
                )
                continue
            patches.setdefault(plain_name(patch.name), patch)
        ordered = sorted(patches.values(), key=lambda patch: patch.name.casefold())
        return tuple(ordered), tuple(problems)

    def save(self, patch: Patch) -> None:
        """Write a patch, in place of an earlier one of that name.

        Raises:
            FileFormatError: it cannot be written.
        """
        path = self._path_of(patch.name)
        if path is None:
            stem = _NO_FILE_NAME.sub("_", patch.name).strip("_")[:60] or "instrument"
            number, path = 1, make_folder(self.folder) / (stem + _SUFFIX)
            while path.exists():
                number += 1
                path = self.folder / f"{stem}_{number}{_SUFFIX}"
        with writing(path) as file:
            file.write(patch.to_toml().encode("utf-8"))

    def delete(self, name: str) -> None:
        """Remove the file of a patch; nothing happens where there is none.

        Raises:
            LibraryError: it cannot be removed.
        """
        path = self._path_of(name)
        if path is None:
            return
        try:
            path.unlink()
        except OSError as error:
            raise LibraryError(
                f"The instrument file “{path}” cannot be deleted; allow writing in its "
                "folder."
            ) from error

    def _path_of(self, name: str) -> Path | None:
        for path in self._paths():
            try:
                if plain_name(_read(path).name) == plain_name(name):
                    return path
            except (ModelError, OSError, UnicodeDecodeError):
                continue
        return None

    def _paths(self) -> list[Path]:
        try:
            return sorted(self.folder.glob(f"*{_SUFFIX}"))
        except OSError:
            return []


def _read(path: Path) -> Patch:
    with path.open("rb") as file:
        content = file.read(_LARGEST_BYTES)
    patch = Patch.from_toml(content.decode("utf-8"))
    if not plain_name(patch.name):
        raise ModelError("This instrument file has no name.")
    return patch
