"""What may go wrong outside the program.

Two kinds of failure are kept apart. The world's fault (a damaged file, no sound
card, a full disk) is a `MusicBreederError`: its message is one sentence with the
cure, fit for the screen. Our own fault is a `ValueError`, `TypeError` or
`RuntimeError` and is left to fly: it is logged and shown with its details.

A library's exception is translated once, in the library's home module, with
``raise ... from error``.
"""


class MusicBreederError(Exception):
    """Something outside the program went wrong; the message is fit for the user."""


class FileFormatError(MusicBreederError):
    """A file cannot be read or written as what it claims to be."""


class AudioDeviceError(MusicBreederError):
    """No sound can be played: no device, no PortAudio, or the device vanished."""


class MidiDeviceError(MusicBreederError):
    """A MIDI port cannot be used: no rtmidi, no MIDI system, or it is not there."""


class ModelError(MusicBreederError):
    """A shipped model or patch is absent or does not fit this version."""


class LibraryError(MusicBreederError):
    """What is kept between two runs cannot be read or written."""


class ChordNameError(MusicBreederError):
    """A text names no chord, or no progression of chords."""
