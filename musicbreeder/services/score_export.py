"""Melodies as written music: MusicXML for score editors, SVG for the page."""

from pathlib import Path

from musicbreeder.breeding.individual import Individual
from musicbreeder.formats.general_midi import program_for
from musicbreeder.services.audition import Sound
from musicbreeder.services.provenance import SOFTWARE, Provenance


def score_content(
    individual: Individual, sound: Sound, provenance: Provenance | None = None
) -> bytes:
    """Return a melody as the content of a MusicXML file.

    Args:
        provenance: written beside the title's credits, None = nothing is.
    """
    # The writer is loaded with the first score, so that the window opens sooner.
    from musicbreeder.formats.musicxml_writer import ScoreTexts, musicxml

    texts = ScoreTexts(
        individual.name,
        sound.instrument.capitalize(),
        SOFTWARE,
        () if provenance is None else provenance.lines,
    )
    return musicxml(
        individual.melody,
        sound.tempo,
        individual.key,
        texts,
        program=program_for(sound.instrument),
    )


def save_musicxml(
    individual: Individual,
    sound: Sound,
    path: str | Path,
    *,
    provenance: Provenance | None = None,
) -> None:
    """Write a melody as a MusicXML file.

    Raises:
        FileFormatError: the file cannot be written.
    """
    from musicbreeder.formats.atomic_file import writing

    content = score_content(individual, sound, provenance)
    with writing(path) as file:
        file.write(content)


def save_svg(individual: Individual, sound: Sound, path: str | Path) -> None:
    """Write a melody as an engraved score.

    Raises:
        FileFormatError: the extra `score` is missing, or the file cannot be written.
    """
    from musicbreeder.formats.engraving import write_svg

    write_svg(path, score_content(individual, sound))
