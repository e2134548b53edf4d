"""The colours of the window, dark and light.

Text reaches a contrast of at least 4.5:1 on every surface it is put on; `line` is
decoration only and carries no meaning.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Every colour of the window, as ``"#RRGGBB"``.

    Attributes:
        background: behind the cards.
        panel: bars, inspector, drawer and dialogs.
        card: cards and plain buttons.
        hover: a card or button under the pointer.
        pressed: a card or button held down.
        well: the sunken ground of piano rolls and waveforms.
        plot: the ground of the large plots of the sound lab.
        line: separators, decoration only.
        control: borders of fields and buttons that must be seen, at least 3:1.
        secondary: text beside the main text.
        muted: captions and hints.
        on_accent: text on `accent`.
        on_play: text on `play`.
        chip: ground of a small label such as “Parent”.
        on_chip: text on `chip`.
        warning: what asks for attention, as text.
        hues: six colours of families; a melody's hue follows its line.
    """

    background: str
    panel: str
    card: str
    hover: str
    pressed: str
    well: str
    plot: str
    line: str
    control: str
    text: str
    secondary: str
    muted: str
    accent: str
    on_accent: str
    star: str
    heart: str
    play: str
    on_play: str
    chip: str
    on_chip: str
    warning: str
    hues: tuple[str, ...]
    is_dark: bool


DARK = Palette(
    background="#0F1115",
    panel="#161920",
    card="#1C2029",
    hover="#232833",
    pressed="#2A3040",
    well="#13161C",
    plot="#13161C",
    line="#2D3340",
    control="#6A7385",
    text="#ECEEF4",
    secondary="#A8B0C0",
    muted="#8C95A7",
    accent="#7C9CFF",
    on_accent="#0B1020",
    star="#FFC65C",
    heart="#FF7A90",
    play="#5EE0B5",
    on_play="#06241A",
    chip="#2B3658",
    on_chip="#C6D3FF",
    warning="#FFC65C",
    hues=("#7FB4FF", "#6FDCC0", "#F2B66D", "#E58FC4", "#B7A2FF", "#A8D672"),
    is_dark=True,
)

LIGHT = Palette(
    background="#F3F4F7",
    panel="#FFFFFF",
    card="#FFFFFF",
    hover="#E7ECF7",
    pressed="#DCE3F1",
    well="#F1F3F8",
    plot="#FFFFFF",
    line="#D5DAE4",
    control="#7D8699",
    text="#171A21",
    secondary="#4A5264",
    muted="#5F687A",
    accent="#3557D6",
    on_accent="#FFFFFF",
    star="#B97800",
    heart="#D02C4C",
    play="#0B7F5C",
    on_play="#FFFFFF",
    chip="#DDE5FF",
    on_chip="#2542AE",
    warning="#8A5A00",
    hues=("#2F6FCB", "#0F7F6A", "#A8630A", "#B23B86", "#6A4FD0", "#4D7A12"),
    is_dark=False,
)
