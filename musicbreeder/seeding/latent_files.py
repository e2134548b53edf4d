"""The shipped weights of the small models: plain arrays in npz files."""

import zipfile

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.resources import resource, resource_folder

MODEL_FOLDER = "models"
AUTOENCODER_FILE, GENERATOR_FILE = "vae.npz", "gan.npz"
CRITIC_FILE = "critic.npz"


def has_model(file_name: str) -> bool:
    """Tell whether a model is installed; it is not opened."""
    return resource_folder().joinpath(MODEL_FOLDER, file_name).is_file()


def read_weights(file_name: str) -> dict[str, NDArray[np.float32]]:
    """Return the arrays of a shipped model by name, as float32.

    Raises:
        ModelError: the file is missing or damaged.
    """
    found = resource(f"{MODEL_FOLDER}/{file_name}")
    try:
        with found.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return {name: stored[name].astype(np.float32) for name in stored.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"The shipped model “{file_name}” is damaged; "
            "install musicbreeder again to put it back."
        ) from error
