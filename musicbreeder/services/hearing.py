"""What was heard of a melody: facts, which no undo takes back."""

from dataclasses import dataclass

_WHOLE_SHARE = 0.9
_EARLY_SHARE = 0.5


@dataclass(frozen=True)
class Hearing:
    """How much a listener heard of one melody.

    Attributes:
        listen_count: how often it was started.
        whole_count: how often it was heard to its end.
        left_early_count: how often it was left in its first half.
    """

    listen_count: int = 0
    whole_count: int = 0
    left_early_count: int = 0

    def listened(self, fraction_heard: float) -> "Hearing":
        """Return what is known after one more listening.

        Args:
            fraction_heard: of the melody, 0-1; more than 1 where it went round.

        Raises:
            ValueError: the fraction is negative or no number.
        """
        if not fraction_heard >= 0.0:
            raise ValueError(f"fraction_heard must be 0 or more, got {fraction_heard}")
        return Hearing(
            self.listen_count + 1,
            self.whole_count + (fraction_heard >= _WHOLE_SHARE),
            self.left_early_count + (fraction_heard < _EARLY_SHARE),
        )

    @property
    def is_heard(self) -> bool:
        """Whether any of it was heard."""
        return self.listen_count > 0

    @property
    def was_heard_again(self) -> bool:
        """Whether the listener came back to it after hearing it to its end."""
        return self.whole_count >= 2

    @property
    def was_left_early(self) -> bool:
        """Whether it was left in its first half and never heard on."""
        return 0 < self.left_early_count == self.listen_count


UNHEARD = Hearing()
