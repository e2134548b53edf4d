"""Where this person's files lie: the platform's own places, or one folder for all.

Nothing is created here but by `created`, so asking costs nothing and leaves no traces.
"""

from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

from musicbreeder.errors import LibraryError

_APP_NAME = "musicbreeder"
_EXPORT_FOLDER_NAME = "Musicbreeder"


@dataclass(frozen=True)
class Locations:
    """The folders of one person; they may not exist yet.

    Attributes:
        data_folder: what is bred and rated; worth a backup.
        settings_folder: how the app is set up.
        cache_folder: what can be made again.
        export_folder: where exports go if no other place is chosen.
    """

    data_folder: Path
    settings_folder: Path
    cache_folder: Path
    export_folder: Path

    @staticmethod
    def of_this_person() -> "Locations":
        """Return the places that the platform, or XDG variables, set aside."""
        folders = PlatformDirs(_APP_NAME, appauthor=False)
        return Locations(
            data_folder=folders.user_data_path,
            settings_folder=folders.user_config_path,
            cache_folder=folders.user_cache_path,
            export_folder=folders.user_music_path / _EXPORT_FOLDER_NAME,
        )

    @staticmethod
    def under(root: Path) -> "Locations":
        """Return places that are all inside `root`, apart from the real ones."""
        return Locations(
            data_folder=root / "data",
            settings_folder=root / "settings",
            cache_folder=root / "cache",
            export_folder=root / "export",
        )

    @property
    def settings_file(self) -> Path:
        return self.settings_folder / "settings.json"

    @property
    def library_file(self) -> Path:
        """Where the sessions are kept."""
        return self.data_folder / "library.sqlite"

    @property
    def taste_folder(self) -> Path:
        """Where the taste profiles lie."""
        return self.data_folder / "taste"

    @property
    def instruments_folder(self) -> Path:
        """Where the listener's own instruments lie."""
        return self.data_folder / "instruments"


def created(folder: Path) -> Path:
    """Return the folder, with everything above it, after making sure that it exists.

    Raises:
        LibraryError: it cannot be created.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"The folder “{folder}” cannot be created; make room for it or allow "
            "writing there."
        ) from error
    return folder
