"""What every training command is told."""

from dataclasses import dataclass
from pathlib import Path

_BUILD_FOLDER = Path("build") / "training"


@dataclass(frozen=True)
class TrainingOptions:
    """What every command is told.

    Attributes:
        build: folder of the prepared corpus and of what a training keeps on the way.
        resources: folder that takes what ships with the app.
        minutes: how long to train each model, in processor minutes as its command
            counts them; None = the model's own.
        random_seed: the same number gives the same weights on one machine.
        is_fresh: begin anew instead of going on where an earlier run stopped.
    """

    build: Path = _BUILD_FOLDER
    resources: Path = Path("resources")
    minutes: float | None = None
    random_seed: int = 7
    is_fresh: bool = False
