"""The events in a MIDI file somebody gives us, or the sentence why there are none."""

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.midi_decoder import (
    DamagedMidiError,
    MidiContent,
    decode,
    is_midi,
)

LARGEST_FILE_BYTES = 2 << 20
MOST_NOTES = 100_000


def given_midi(data: bytes, name: str, purpose: str) -> MidiContent:
    """Return what is in the bytes of a MIDI file.

    Args:
        name: of the file.
        purpose: what its notes can be, as in “up to 100 can be played”.

    Raises:
        FileFormatError: it is no MIDI, damaged, or has more than `MOST_NOTES`.
    """
    if not is_midi(data):
        raise FileFormatError(
            f"“{name}” is no MIDI file; choose one that ends in .mid or .midi."
        )
    try:
        content = decode(data)
    except DamagedMidiError as error:
        raise FileFormatError(
            f"“{name}” is damaged: {error}; save it again where it was made."
        ) from error
    if content.note_count > MOST_NOTES:
        raise FileFormatError(
            f"“{name}” holds {content.note_count:,} notes; up to {MOST_NOTES:,} can be "
            f"{purpose}, so cut it into parts first."
        )
    return content
