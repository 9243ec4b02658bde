"""The labels of a sign model."""

LETTERS = tuple("ABCDEFGHIKLMNOPQRSTUVWXY")
"""The 24 letters that are held still. J and Z are drawn in the air and have no photo."""

NOTHING = "nothing"
"""The optional 25th label: no hand in the picture, or no letter."""
