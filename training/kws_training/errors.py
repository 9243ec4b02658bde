"""The one exception a user is meant to read: it names field, value and limit."""


class TrainingError(Exception):
    """Bad input to the trainer. The message says what was given and what is allowed; exit code 2."""


class TrainingCancelled(Exception):
    """The process was asked to stop (SIGTERM, SIGINT). The last checkpoint stays; exit code 3."""
