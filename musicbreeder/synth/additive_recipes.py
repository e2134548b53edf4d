"""Well-known tones as lists of sines.

Amplitudes of the waves are their Fourier series. Bell: strike, hum and the partials
between them as tuned since the seventeenth century (Rossing, "The Science of Sound",
3rd ed., chapter 13). Free bar: transverse modes of a uniform bar (same, chapter 13).
Stretched: an octave of 2.1 to 1 as in Sethares' "Tuning, Timbre, Spectrum, Scale".
"""

from math import log2

from musicbreeder.synth.additive import Partial

_COUNT = 12


def _harmonics(count: int, fall: float) -> tuple[Partial, ...]:
    return tuple(Partial(float(n), fall ** (n - 1)) for n in range(1, count + 1))


def _listed(*pairs: tuple[float, float]) -> tuple[Partial, ...]:
    return tuple(Partial(ratio, amplitude) for ratio, amplitude in pairs)


RECIPES: dict[str, tuple[Partial, ...]] = {
    "Pure sine": (Partial(1.0, 1.0),),
    "Six harmonics": _harmonics(6, 0.88),
    "Saw wave": tuple(Partial(float(n), 1.0 / n) for n in range(1, _COUNT + 1)),
    "Square wave": tuple(Partial(float(n), 1.0 / n) for n in range(1, 2 * _COUNT, 2)),
    "Triangle wave": tuple(
        Partial(float(n), 1.0 / n**2, 0.0 if n % 4 == 1 else 180.0)
        for n in range(1, _COUNT, 2)
    ),
    "Organ pipes": _listed(
        (1, 1.0), (2, 0.8), (3, 0.5), (4, 0.6), (6, 0.35), (8, 0.4)
    ),
    "Hollow": _listed((1, 1.0), (3, 0.6), (5, 0.45), (7, 0.22), (9, 0.15)),
    "Church bell": _listed(
        (0.5, 0.45), (1, 0.8), (1.2, 0.65), (1.5, 0.3), (2, 1.0), (2.5, 0.35),
        (2.667, 0.25), (3, 0.4), (4, 0.3),
    ),
    "Free bar": _listed((1, 1.0), (2.756, 0.5), (5.404, 0.25), (8.933, 0.12)),
    "Stretched": tuple(
        Partial(2.1 ** log2(n), 0.88 ** (n - 1)) for n in range(1, 7)
    ),
}  # fmt: skip
"""Recipes of tones by name, in the order a menu shows them."""
