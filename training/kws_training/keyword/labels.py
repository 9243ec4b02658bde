"""The labels of the shipped keyword models and how words map to them."""

SILENCE, UNKNOWN = "silence", "unknown"
DEFAULT_KEYWORDS = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"]
BACKGROUND_FOLDER = "background_noise"


def label_list(keywords):
    """Order of a model's outputs: silence, unknown, then the keywords as given."""
    return [SILENCE, UNKNOWN, *keywords]


def label_index(labels, word):
    """Index of a spoken word's label; any other word is `unknown`."""
    return labels.index(word) if word in labels else labels.index(UNKNOWN)
