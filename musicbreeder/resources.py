"""Where the files that ship with the app lie.

In a checkout they are the top-level folder ``resources/``; a wheel carries them as
``musicbreeder/data``. Everything reads them through `resource`.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from musicbreeder.errors import ModelError


def resource_folder() -> Traversable:
    """Return the folder that holds every shipped file."""
    packed = files("musicbreeder") / "data"
    if packed.is_dir():
        return packed
    return Path(__file__).resolve().parent.parent / "resources"


def resource(relative_path: str) -> Traversable:
    """Return the shipped file or folder, such as ``"icons/heart.svg"``.

    Raises:
        ModelError: the file is not there.
    """
    found = resource_folder().joinpath(*relative_path.split("/"))
    if not (found.is_file() or found.is_dir()):
        raise ModelError(
            f"The shipped file “{relative_path}” is missing; "
            "install musicbreeder again to put it back."
        )
    return found
