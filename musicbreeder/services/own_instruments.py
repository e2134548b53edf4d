"""The listener's own instruments: made from others, kept as files, offered everywhere.

Wherever an instrument is chosen, by name or from a list, own ones stand beside the
shipped ones once they are loaded.
"""

from dataclasses import replace
from pathlib import Path

from musicbreeder.errors import MusicBreederError
from musicbreeder.storage.patch_folder import PatchFolder
from musicbreeder.synth.patch import (
    Patch,
    offer_own_patches,
    own_patch_names,
    plain_name,
    shipped_patch_names,
)

LONGEST_NAME = 40


class OwnInstruments:
    """Keeps own instruments in a folder; GUI thread, or whoever has no window.

    Args:
        folder: None = they are kept until the program ends.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = None if folder is None else PatchFolder(folder)
        self._patches: tuple[Patch, ...] = ()

    def load(self) -> tuple[str, ...]:
        """Offer what is in the folder; return a sentence for each damaged file."""
        if self._folder is None:
            return ()
        self._patches, problems = self._folder.read()
        offer_own_patches(self._patches)
        return problems

    def is_own(self, name: str) -> bool:
        """Tell whether an instrument is the listener's own."""
        wanted = plain_name(name)
        return any(plain_name(own) == wanted for own in own_patch_names())

    def problem_with(self, name: str) -> str:
        """Return why an instrument cannot be called so; empty = it can."""
        wanted = plain_name(name)
        if not wanted:
            return "Give it a name with letters or digits"
        if len(name.strip()) > LONGEST_NAME:
            return f"A name has at most {LONGEST_NAME} letters"
        if any(plain_name(shipped) == wanted for shipped in shipped_patch_names()):
            return "The app's own instruments keep their names; choose another one"
        return ""

    def save(self, patch: Patch, name: str) -> Patch:
        """Keep a patch under a name, in place of an own one that has it.

        Returns:
            the patch as it is offered from now on.

        Raises:
            MusicBreederError: the name cannot be used, or the file not be written.
        """
        problem = self.problem_with(name)
        if problem:
            raise MusicBreederError(
                f"“{name}” is no name for an instrument: {problem}."
            )
        description = f"Made from the {patch.name}."
        if self.is_own(patch.name):
            description = patch.description
        saved = replace(patch, name=_writable(name), description=description)
        if self._folder is not None:
            self._folder.save(saved)
        wanted = plain_name(name)
        kept = [one for one in self._patches if plain_name(one.name) != wanted]
        self._offer((*kept, saved))
        return saved

    def delete(self, name: str) -> None:
        """Remove an own instrument.

        Raises:
            LibraryError: its file cannot be removed.
        """
        if self._folder is not None:
            self._folder.delete(name)
        wanted = plain_name(name)
        self._offer([one for one in self._patches if plain_name(one.name) != wanted])

    def _offer(self, patches: "list[Patch] | tuple[Patch, ...]") -> None:
        self._patches = tuple(patches)
        offer_own_patches(self._patches)


def _writable(name: str) -> str:
    """Return a name without what a file cannot hold."""
    plain = "".join(letter for letter in name if letter.isprintable())
    return " ".join(plain.encode("utf-8", "ignore").decode("utf-8").split())
