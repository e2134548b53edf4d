"""``musicbreeder render``: any MIDI file, played by one of our instruments."""

import argparse
import sys
from pathlib import Path
from typing import Any

from musicbreeder.cli.arguments import instrument, whole_number


def add_parser(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "render",
        help="play a MIDI file into a WAV file",
        description="Play a MIDI file into a WAV file, every voice of it, with its own "
        "tempo changes and sustain pedal. Drums are left out.",
    )
    parser.add_argument("midi_file", type=Path, metavar="FILE.mid")
    parser.add_argument(
        "--instrument",
        type=instrument,
        default="electric piano",
        metavar="NAME",
        help="see “musicbreeder instruments” (default: electric piano)",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE.wav",
        help="default: beside the MIDI file, under its name",
    )
    parser.add_argument(
        "--dry",
        action="store_true",
        help="the bare instrument in mono: no effects, no master loudness",
    )
    parser.add_argument(
        "--sample-rate",
        type=whole_number(8_000, 192_000),
        default=48_000,
        metavar="HZ",
        help="44100, 48000 and 96000 are usual (default: 48000)",
    )
    parser.add_argument(
        "--sample-format",
        choices=("pcm16", "pcm24", "float32"),
        default="pcm24",
        help="16 bit with dither, 24 bit, or 32-bit float (default: pcm24)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Render the file and print where the sound is."""
    from musicbreeder.errors import FileFormatError
    from musicbreeder.formats.midi_file import read_notes
    from musicbreeder.formats.wav_file import write_wav
    from musicbreeder.synth.patch import patch_named
    from musicbreeder.synth.renderer import Renderer

    output = arguments.output or arguments.midi_file.with_suffix(".wav")
    if output.resolve() == arguments.midi_file.resolve():
        raise FileFormatError(
            f"“{output}” is the MIDI file itself; name another one with -o."
        )
    midi = read_notes(arguments.midi_file)
    for notice in midi.notices:
        print(f"musicbreeder: {notice}", file=sys.stderr)
    patch = patch_named(arguments.instrument)
    renderer = Renderer(sample_rate=arguments.sample_rate)
    if arguments.dry:
        samples = renderer.render_dry(midi.notes, patch)
    else:
        samples = renderer.render(midi.notes, patch, tempo_bpm=midi.tempo_bpm)
    write_wav(output, samples, arguments.sample_rate, arguments.sample_format)
    seconds = len(samples) / arguments.sample_rate
    print(f"{output}: {len(midi.notes):,} notes, {seconds:.1f} s of {patch.name}")
    return 0
