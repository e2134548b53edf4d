"""A melody's engraved score as a picture, with the place of every note on it.

Everything here may run on a worker thread: it paints on an image, not on the screen.
"""

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from musicbreeder.breeding.individual import Individual
from musicbreeder.services.audition import Sound


@dataclass(frozen=True)
class ScoreRequest:
    """What is to be engraved.

    Attributes:
        width_px: of the picture, in points of the screen.
        scale: of the interface.
        colour: of the notes, ``"#ecf0f4"``.
    """

    individual: Individual
    sound: Sound
    width_px: int
    scale: float
    device_pixel_ratio: float
    colour: str


@dataclass(frozen=True, eq=False)
class ScorePicture:
    """A drawn score.

    Attributes:
        image: with its device pixel ratio set, transparent behind the notes.
        height_px: in points of the screen.
        places: of every note, by the step it starts on; tied ones by theirs.
    """

    request: ScoreRequest
    image: QImage
    height_px: int
    places: dict[int, QRectF]


def score_picture(request: ScoreRequest, notes_scale: float = 0.75) -> ScorePicture:
    """Engrave and draw a score.

    Raises:
        FileFormatError: the extra `score` is missing.
    """
    # Engraving is loaded with the first score that is looked at.
    from musicbreeder.formats.engraving import engraved_strip
    from musicbreeder.services.score_export import score_content

    content = score_content(request.individual, request.sound)
    page = engraved_strip(
        content, request.width_px, notes_scale * request.scale, request.colour
    )
    renderer = QSvgRenderer(QByteArray(page.svg.encode()))
    ratio = request.device_pixel_ratio
    height_px = round(page.height * request.width_px / page.width)
    image = QImage(
        round(request.width_px * ratio),
        round(height_px * ratio),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    image.setDevicePixelRatio(ratio)
    factor = request.width_px / page.width
    places = {}
    for step in range(request.individual.melody.step_count):
        name = f"n{step}"
        if renderer.elementExists(name):
            within = renderer.boundsOnElement(name)
            area = renderer.transformForElement(name).mapRect(within)
            places[step] = QRectF(
                area.x() * factor,
                area.y() * factor,
                area.width() * factor,
                area.height() * factor,
            )
    return ScorePicture(request, image, height_px, places)
