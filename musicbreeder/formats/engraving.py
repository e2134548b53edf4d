"""Scores engraved as SVG pages: the only module that knows Verovio.

Verovio comes with the extra `score` and carries its own music fonts.
"""

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.atomic_file import writing
from musicbreeder.formats.plain_svg import plain_svg

_MISSING = (
    "Scores need the extra “score”; install it with "
    "`pip install 'musicbreeder[score]'`."
)
# A4 upright in tenths of a millimetre, as Verovio counts.
_PAGE_WIDTH, _PAGE_HEIGHT = 2100, 2970
_PAGE_MARGIN = 150
_NARROWEST_WIDTH = 400
# NB: one toolkit, whose options and document are its own: one thread at a time.
_lock = threading.Lock()


@dataclass(frozen=True)
class EngravedPage:
    """One page of a score.

    Attributes:
        svg: the whole file; a note's group has the id it had in the MusicXML.
        width: in pixels of the SVG.
        height: in pixels of the SVG.
    """

    svg: str
    width: float
    height: float


def engraved_pages(
    musicxml: bytes, *, with_title: bool = True
) -> tuple[EngravedPage, ...]:
    """Return a score on pages of A4.

    Raises:
        FileFormatError: the extra is missing, or this is no MusicXML.
    """
    options = {
        "pageWidth": _PAGE_WIDTH,
        "pageHeight": _PAGE_HEIGHT,
        "pageMarginTop": _PAGE_MARGIN,
        "pageMarginBottom": _PAGE_MARGIN,
        "pageMarginLeft": _PAGE_MARGIN,
        "pageMarginRight": _PAGE_MARGIN,
        "header": "auto" if with_title else "none",
        "footer": "none",
        "scale": 40,
    }
    return _engraved(musicxml, options)


def engraved_strip(
    musicxml: bytes, width_px: int, scale: float, colour: str = "black"
) -> EngravedPage:
    """Return a score without title or margins, as high as its systems need.

    Args:
        width_px: of the page; systems break to fit it.
        scale: of the notes, 1 = staves of about 29 pixels.
        colour: of the notes, as SVG writes it.

    Raises:
        FileFormatError: the extra is missing, or this is no MusicXML.
    """
    percent = round(40 * scale)
    options = {
        "pageWidth": max(round(width_px * 100 / percent), _NARROWEST_WIDTH),
        "pageHeight": 60_000,
        "adjustPageHeight": True,
        "pageMarginTop": 30,
        "pageMarginBottom": 30,
        "pageMarginLeft": 30,
        "pageMarginRight": 30,
        "header": "none",
        "footer": "none",
        "scale": percent,
    }
    return _engraved(musicxml, options, colour)[0]


def write_svg(path: str | Path, musicxml: bytes) -> None:
    """Write a short score as one SVG file, its page as high as it needs.

    Raises:
        FileFormatError: it cannot be engraved or written.
    """
    options = {
        "pageWidth": _PAGE_WIDTH,
        "pageHeight": 60_000,
        "adjustPageHeight": True,
        "pageMarginTop": 80,
        "pageMarginBottom": 80,
        "pageMarginLeft": 80,
        "pageMarginRight": 80,
        "header": "auto",
        "footer": "none",
        "scale": 40,
    }
    svg = _engraved(musicxml, options)[0].svg
    with writing(path) as file:
        file.write(svg.encode())


def _engraved(
    musicxml: bytes, options: dict[str, Any], colour: str = "black"
) -> tuple[EngravedPage, ...]:
    with _lock:
        toolkit = _toolkit()
        toolkit.resetOptions()
        toolkit.setOptions({"svgViewBox": True, "xmlIdSeed": 1, **options})
        if not toolkit.loadData(musicxml.decode()):
            raise FileFormatError("This score cannot be engraved; save it as MIDI.")
        return tuple(
            EngravedPage(*plain_svg(toolkit.renderToSVG(number), colour))
            for number in range(1, toolkit.getPageCount() + 1)
        )


@cache
def _toolkit() -> Any:
    try:
        import verovio
    except ImportError as error:
        raise FileFormatError(_MISSING) from error
    verovio.enableLog(verovio.LOG_OFF)
    # Verovio 6 knows its fonts only on the thread that imported it: name them, so that
    # any thread may be the first to engrave.
    toolkit = verovio.toolkit(False)
    toolkit.setResourcePath(str(Path(verovio.__file__).parent / "data"))
    return toolkit
