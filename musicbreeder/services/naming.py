"""Names a person can remember for melodies and sessions."""

import numpy as np

from musicbreeder.resources import resource


class Names:
    """An endless row of names without repetition, the same for the same seed."""

    def __init__(self, random_seed: int) -> None:
        self._adjectives = _words("adjectives")
        self._nouns = _words("nouns")
        self._name_count = len(self._adjectives) * len(self._nouns)
        rng = np.random.default_rng([random_seed, 0])
        self._order = rng.permutation(self._name_count)

    def name(self, number: int) -> str:
        """Return the name with that place in the row, from 0."""
        round_number, place = divmod(number, self._name_count)
        adjective, noun = divmod(int(self._order[place]), len(self._nouns))
        plain = f"{self._adjectives[adjective]} {self._nouns[noun]}"
        return plain if round_number == 0 else f"{plain} {round_number + 1}"


def _words(kind: str) -> list[str]:
    return resource(f"words/{kind}.txt").read_text(encoding="utf-8").split()
