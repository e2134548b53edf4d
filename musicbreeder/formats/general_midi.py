"""The General MIDI program that comes nearest to each of our instruments.

Numbers count from 0, as they stand in the file (General MIDI Level 1, 1991, sound
set); most programs show them from 1.
"""

_PROGRAMS = {
    "pluck": 45,  # pizzicato strings
    "electric piano": 4,  # electric piano 1
    "saw lead": 81,  # lead 2 (sawtooth)
    "strings": 48,  # string ensemble 1
    "flute": 73,
    "bell": 14,  # tubular bells
    "organ": 16,  # drawbar organ
    "marimba": 12,
    "harp": 46,
    "bass": 38,  # synth bass 1
    "synth bass": 38,
    "felt piano": 0,
    "harpsichord": 6,
    "music box": 10,
    "vibraphone": 11,
    "kalimba": 108,
    "clarinet": 71,
    "trumpet": 56,
    "square lead": 80,
    "warm pad": 89,
}
_ACOUSTIC_GRAND_PIANO = 0


def program_for(instrument: str) -> int:
    """Return the program (0-127) for an instrument; a grand piano where none fits.

    >>> program_for("Electric-Piano"), program_for("nose whistle")
    (4, 0)
    """
    wanted = _plain(instrument)
    for name, program in _PROGRAMS.items():
        if _plain(name) == wanted:
            return program
    return _ACOUSTIC_GRAND_PIANO


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
