"""Who knows what lies between two melodies: the shipped autoencoder, if it is there."""

from functools import cache
from typing import TYPE_CHECKING

from musicbreeder.seeding.latent_files import AUTOENCODER_FILE, has_model

if TYPE_CHECKING:
    from musicbreeder.seeding.latent_space import LatentSpace


@cache
def shipped_blender() -> "LatentSpace | None":
    """Return who knows what lies between melodies, None without the model's file.

    The file itself is read with the first melody.
    """
    if not has_model(AUTOENCODER_FILE):
        return None
    # Loaded with the first breeding: the window itself must be there soon.
    from musicbreeder.seeding.latent_space import LatentSpace
    from musicbreeder.seeding.vae import shipped_autoencoder

    return LatentSpace(shipped_autoencoder)
