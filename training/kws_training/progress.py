"""Progress as JSON lines on standard output: one object a line, `event` first, times in UTC.

The orchestrator follows a local run by these lines; in SageMaker they end in the job's log, where metric
definitions can pick the figures out. Whatever else is printed goes to standard error.
"""

import json
import sys
from datetime import datetime, timezone


class Progress:
    """Writes events to a stream and, when given, to a file that a later run appends to."""

    def __init__(self, stream=None, file=None):
        self._stream = stream or sys.stdout
        self._file = open(file, "a", encoding="utf-8") if file else None

    def report(self, event, **fields):
        """Writes one line. Floats are rounded to six significant digits: these are figures for reading."""
        line = {"event": event, "time": datetime.now(timezone.utc).isoformat(timespec="milliseconds")}
        line.update({key: _rounded(value) for key, value in fields.items()})
        text = json.dumps(line, ensure_ascii=False)
        for sink in (self._stream, self._file):
            if sink is not None:
                sink.write(text + "\n")
                sink.flush()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        if self._file is not None:
            self._file.close()


def _rounded(value):
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value
