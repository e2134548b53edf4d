"""Reads the soprano line of a chorale from compressed MusicXML."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from musicbreeder.training.abc_reader import (
    REST,
    TICKS_PER_WHOLE,
    TIED,
    Measure,
    ReadTune,
    TuneKey,
)

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def read_soprano(path: Path) -> ReadTune | None:
    """Return the highest part of a chorale, None without a single meter and a key."""
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if not n.startswith("META-INF")]
        score = next(n for n in names if n.endswith((".xml", ".musicxml")))
        root = ElementTree.parse(io.BytesIO(archive.read(score))).getroot()
    part = root.find("part")
    if part is None:
        return None
    meters = {
        (int(t.findtext("beats", "0")), int(t.findtext("beat-type", "0")))
        for t in part.iter("time")
    }
    signatures = [int(key.findtext("fifths", "0")) for key in part.iter("key")]
    if len(meters) != 1 or not signatures:
        return None
    modes = [key.findtext("mode", "major") for key in part.iter("key")]
    mode = "minor" if modes[0] == "minor" else "major"
    fifths = signatures[0]
    tonic = (7 * fifths + (9 if mode == "minor" else 0)) % 12
    title = path.stem.replace("bwv", "BWV ")
    return ReadTune(
        title=f"Chorale {title}",
        transcriber="",
        meter=meters.pop(),
        key=TuneKey(tonic, mode, fifths),
        measures=_measures(part, fifths),
    )


def _measures(part: ElementTree.Element, fifths: int) -> list[Measure]:
    divisions = 1
    measures = []
    for number, element in enumerate(part.findall("measure")):
        measure = Measure(fifths, starts_section=number == 0)
        if element.find("attributes/key") is not None:
            fifths = int(element.findtext("attributes/key/fifths", "0"))
            measure.fifths = fifths
        for barline in element.findall("barline"):
            repeat = barline.find("repeat")
            if repeat is not None and repeat.get("direction") == "forward":
                measure.starts_section = True
        divisions = int(element.findtext("attributes/divisions", str(divisions)))
        _read_notes(element, measure, divisions)
        if measure.notes:
            measures.append(measure)
    return measures


def _read_notes(element: ElementTree.Element, measure: Measure, divisions: int) -> None:
    first_voice = element.findtext("note/voice", "1")
    for note in element.findall("note"):
        if note.find("grace") is not None or note.find("chord") is not None:
            continue
        if note.findtext("voice", "1") != first_voice:
            continue
        duration = int(note.findtext("duration", "0"))
        ticks = duration * TICKS_PER_WHOLE // (4 * divisions)
        is_held = any(tie.get("type") == "stop" for tie in note.findall("tie"))
        if note.find("rest") is not None:
            pitch = REST
        elif is_held:
            pitch = TIED
        else:
            octave = int(note.findtext("pitch/octave", "4"))
            alter = int(float(note.findtext("pitch/alter", "0")))
            pitch = 12 * (octave + 1) + _STEPS[note.findtext("pitch/step", "C")] + alter
        measure.notes.append((pitch, ticks))
        measure.ticks += ticks
