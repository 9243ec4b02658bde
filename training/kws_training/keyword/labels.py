"""The labels of keyword models and how words map to them."""

from pathlib import Path

from ..errors import TrainingError

SILENCE, UNKNOWN = "silence", "unknown"
DEFAULT_KEYWORDS = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"]
OF_THE_DATA = "of-the-data"
BACKGROUND_FOLDER = "background_noise"


def keywords_of(asked, data):
    """The recipe's keywords; "of-the-data" stands for the words that the data's training part has folders of."""
    if asked != OF_THE_DATA:
        return asked
    folders = sorted(folder.name for folder in (Path(data) / "train").iterdir() if folder.is_dir())
    keywords = [name for name in folders if name not in (SILENCE, UNKNOWN, BACKGROUND_FOLDER) and name[0] not in "._"]
    if not keywords:
        raise TrainingError(f"keywords: {Path(data) / 'train'} has no folder of a word")
    return keywords


def label_list(keywords):
    """Order of a model's outputs: silence, unknown, then the keywords as given."""
    return [SILENCE, UNKNOWN, *keywords]


def label_index(labels, word):
    """Index of a spoken word's label; any other word is `unknown`."""
    return labels.index(word) if word in labels else labels.index(UNKNOWN)
