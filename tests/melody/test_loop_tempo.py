import numpy as np
import pytest

from musicbreeder.accompaniment.drum_part import drum_part
from musicbreeder.accompaniment.style import STYLES
from musicbreeder.melody.loop_tempo import loop_tempo_bpm
from musicbreeder.synth.drums import Stroke, render_drums
from musicbreeder.theory.meter import METERS, Tempo

RATE = 24_000


@pytest.mark.parametrize("bpm", [84.0, 96.5, 120.0, 138.0])
@pytest.mark.parametrize("style", [s for s in STYLES if s.name in ("Pop", "House")])
def test_the_tempo_of_a_drum_loop_is_found(bpm: float, style: object) -> None:
    tempo, meter = Tempo(bpm), METERS["4/4"]
    hits = drum_part(meter, 2, style.drums)
    strokes = [
        Stroke(tempo.seconds_at(hit.step, meter), int(hit.drum), hit.velocity)
        for hit in hits
    ]
    seconds = tempo.seconds_at(32, meter)
    loop = render_drums(strokes, RATE, seconds)[: round(seconds * RATE), 0]
    found = loop_tempo_bpm(loop, RATE)
    assert found == pytest.approx(bpm, abs=0.2)


def test_what_has_no_beat_has_no_tempo() -> None:
    noise = np.random.default_rng(1).standard_normal(4 * RATE).astype(np.float32)
    assert loop_tempo_bpm(0.1 * noise, RATE) is None
    assert loop_tempo_bpm(np.zeros(4 * RATE, np.float32), RATE) is None
    assert loop_tempo_bpm(noise[:1000], RATE) is None
