"""What is heard beside a melody: chords, bass, drums, a loop, a metronome."""

from dataclasses import dataclass, field, replace

from musicbreeder.accompaniment.harmonising import harmonised
from musicbreeder.accompaniment.style import STYLES, style_named
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.progression import Progression
from musicbreeder.theory.scale import Key

SUGGESTED = "suggested"
"""Chords that are found for each melody by itself."""

MELODY, CHORDS, BASS, DRUMS, LOOP, CLICK = (
    "melody", "chords", "bass", "drums", "loop", "metronome",
)  # fmt: skip
CHANNELS = (MELODY, CHORDS, BASS, DRUMS, LOOP, CLICK)
"""Everything that has a level, in the order a mixer shows it."""


_NO_KEY = Key.named("C", "major")


@dataclass(frozen=True)
class Channel:
    """One strip of the mixer.

    Attributes:
        level: 0-1, as a slider shows it; 0.75 is as loud as it was made.
        is_solo: it is heard, and of the others only those that are solo too.
    """

    level: float = 0.75
    is_muted: bool = False
    is_solo: bool = False

    def __post_init__(self) -> None:
        if not 0.0 <= self.level <= 1.0:
            raise ValueError(f"level must be in 0..1, got {self.level}")

    @property
    def gain(self) -> float:
        """The factor for samples: a square law, as a finger hears it."""
        return (self.level / 0.75) ** 2


def _channels() -> tuple[tuple[str, Channel], ...]:
    return tuple((name, Channel()) for name in CHANNELS)


@dataclass(frozen=True)
class Backing:
    """What is heard beside every melody of a session.

    Attributes:
        chords: empty = none; `SUGGESTED` = those that fit each melody; else a
            progression in chord symbols, or in numerals for each melody's own key.
        style: name of a style, see `accompaniment.style.STYLES`.
        loop_path: a sound file that goes round below the melody, empty = none.
        has_metronome: a block clicks the pulses.
        has_count_in: a bar of clicks is heard before the melody.
        channels: every channel's strip, by name.
        key: that of the melody it is played to; None until one is.
    """

    chords: str = ""
    style: str = STYLES[0].name
    loop_path: str = ""
    has_metronome: bool = False
    has_count_in: bool = False
    channels: tuple[tuple[str, Channel], ...] = field(default_factory=_channels)
    key: Key | None = None

    def __post_init__(self) -> None:
        if tuple(name for name, _ in self.channels) != CHANNELS:
            raise ValueError(f"the channels are {CHANNELS}, got {self.channels}")
        style_named(self.style)
        if self.chords not in ("", SUGGESTED):
            Progression.parsed(self.chords)

    @property
    def is_silent(self) -> bool:
        """Whether nothing but the melody is to be heard."""
        return not (self.chords or self.loop_path or self.has_metronome)

    def beside(self, key: Key) -> "Backing":
        """Return it as it is played to a melody in that key."""
        return self if self.is_silent else replace(self, key=key)

    def channel(self, name: str) -> Channel:
        """Return the strip of that name."""
        return dict(self.channels)[name]

    def with_channel(self, name: str, channel: Channel) -> "Backing":
        """Return the same with another strip of that name."""
        if name not in CHANNELS:
            raise ValueError(f"there is no channel {name!r}")
        channels = dict(self.channels) | {name: channel}
        return replace(self, channels=tuple(channels.items()))

    def gains(self) -> dict[str, float]:
        """Return the factor of every channel that is heard."""
        has_solo = any(channel.is_solo for _, channel in self.channels)
        return {
            name: channel.gain
            for name, channel in self.channels
            if (channel.is_solo if has_solo else not channel.is_muted)
            and channel.gain > 0.0
        }

    def progression(self, melody: Melody) -> Progression | None:
        """Return the chords under a melody, None = there are none.

        Numerals are read in `key`, and chords are found in it.
        """
        if not self.chords:
            return None
        key = self.key or _NO_KEY
        if self.chords == SUGGESTED:
            return harmonised(melody, key)
        return Progression.parsed(self.chords, key.tonic)
