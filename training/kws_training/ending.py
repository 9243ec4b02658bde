"""Ends the program with whoever started it."""

import os
import signal
import sys
import threading
import time

_PATIENCE_SECONDS = 60


def end_with_input():
    """Stops this program, as SIGTERM does, once standard input has ended: the pipe of a process that died, however it
    died, ends too. What does not stop within a minute is killed."""
    threading.Thread(target=_wait, daemon=True).start()


def _wait():
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
