"""The taste profiles of one person: several by name, one of them in use.

A person may keep one for every mood, put one back to nothing, switch one off, and carry
one to another computer as a file.
"""

import re
from dataclasses import replace
from pathlib import Path

from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.errors import FileFormatError, LibraryError
from musicbreeder.storage.taste_profile_file import (
    SUFFIX,
    ReadTasteProfile,
    read_taste_profile,
    set_taste_profile_aside,
    write_taste_profile,
)

FIRST_NAME = "My taste"

_UNFIT_FOR_A_FILE = re.compile(r"[^\w\- ]+")


class TasteProfiles:
    """The taste profiles in one folder.

    Args:
        folder: may not exist yet; it is made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all profiles, in alphabetical order; `FIRST_NAME` if none."""
        found = []
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            try:
                found.append(read_taste_profile(path).profile.name)
            except FileFormatError:
                # Named by its file, so that it can be opened and set aside.
                found.append(path.name.removesuffix(SUFFIX))
        return tuple(sorted(set(found), key=str.casefold)) or (FIRST_NAME,)

    def opened(self, name: str = FIRST_NAME) -> ReadTasteProfile:
        """Return a profile, a new one if there is none of that name.

        A damaged file is set aside; the notice says so.

        Raises:
            LibraryError: a damaged file cannot even be moved.
        """
        path = self._path(name)
        if not path.exists():
            return ReadTasteProfile(TasteProfile(name))
        try:
            return read_taste_profile(path)
        except FileFormatError:
            return ReadTasteProfile(TasteProfile(name), set_taste_profile_aside(path))

    def keep(self, profile: TasteProfile) -> None:
        """Write a profile; quick enough to be done after every few ratings.

        Raises:
            LibraryError: the folder cannot be made.
            FileFormatError: the file cannot be written.
        """
        write_taste_profile(self._path(profile.name), profile)

    def reset(self, name: str) -> TasteProfile:
        """Forget all opinions of a profile and return it empty."""
        profile = TasteProfile(name)
        self.keep(profile)
        return profile

    def delete(self, name: str) -> None:
        """Remove a profile; nothing happens if there is none of that name.

        Raises:
            LibraryError: it cannot be removed.
        """
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise LibraryError(
                f"The taste profile “{name}” cannot be deleted; allow writing there."
            ) from error

    def rename(self, name: str, new_name: str) -> TasteProfile:
        """Give a profile another name and return it.

        Raises:
            LibraryError: another profile has that name already.
        """
        profile = replace(self.opened(name).profile, name=new_name.strip())
        old_path, new_path = self._path(name), self._path(profile.name)
        if new_path != old_path and new_path.exists():
            raise LibraryError(
                f"There is a taste profile “{profile.name}” already; choose another "
                "name."
            )
        self.keep(profile)
        if new_path != old_path:
            self.delete(name)
        return profile

    def export(self, profile: TasteProfile, path: Path) -> None:
        """Write a profile to a file of the person's choice.

        Raises:
            FileFormatError: the file cannot be written.
        """
        write_taste_profile(path, profile)

    def imported(self, path: Path) -> ReadTasteProfile:
        """Take in a file under a name that is still free, keep it and return it.

        Raises:
            FileFormatError: it is no taste profile.
        """
        found = read_taste_profile(path)
        name, number = found.profile.name, 2
        while self._path(name).exists():
            name, number = f"{found.profile.name} {number}", number + 1
        profile = replace(found.profile, name=name)
        self.keep(profile)
        return replace(found, profile=profile)

    def _path(self, name: str) -> Path:
        """Return the file of a profile; a name never leads out of the folder."""
        plain = _UNFIT_FOR_A_FILE.sub("_", name.strip())[:60].strip()
        return self._folder / f"{plain or '_'}{SUFFIX}"


def taste_profile_of(file_or_name: str, folder: Path) -> ReadTasteProfile:
    """Return a profile given as a file or as the name of one that is kept.

    Raises:
        FileFormatError: there is neither; the sentence names those that are kept.
    """
    path = Path(file_or_name)
    if path.is_file():
        return read_taste_profile(path)
    profiles = TasteProfiles(folder)
    known = {name.casefold(): name for name in profiles.names}
    name = known.get(file_or_name.strip().casefold())
    if name is None or not profiles.opened(name).profile.opinions:
        kept = ", ".join(f"“{one}”" for one in known.values())
        raise FileFormatError(
            f"There is no taste profile and no file “{file_or_name}”; name a file or "
            f"one of {kept}."
        )
    return profiles.opened(name)
