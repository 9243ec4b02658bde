import signal
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Says that it is there, then works on until it is stopped. A handler may interrupt what Python writes: it does not print.
STOPS = """
import os, signal, sys, time
from kws_training import ending
def stop(number, frame):
    os.write(1, b"asked\\n")
    sys.exit(3)
signal.signal(signal.SIGTERM, stop)
ending.end_with_input()
print("there", flush=True)
while True:
    time.sleep(0.05)
"""

STAYS = """
import os, signal, sys, time
from kws_training import ending
ending._PATIENCE_SECONDS = 0.2
signal.signal(signal.SIGTERM, lambda number, frame: os.write(1, b"asked\\n"))
ending.end_with_input()
print("there", flush=True)
while True:
    time.sleep(0.05)
"""


class EndingTests(unittest.TestCase):
    def test_end_of_input_asks_the_program_to_stop(self):
        with self._start(STOPS) as program:
            program.stdin.close()
            self.assertEqual(program.wait(20), 3)
            self.assertEqual(program.stdout.read(), b"asked\n")

    def test_killed_parent_ends_the_program_too(self):
        # The parent dies without a word: the pipe that it held ends with it.
        parent = subprocess.Popen(
            [sys.executable, "-c", f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {STOPS!r}], stdin=subprocess.PIPE, stdout=sys.stdout)
time.sleep(60)
"""], stdout=subprocess.PIPE, cwd=ROOT)
        with parent:
            self.assertEqual(parent.stdout.readline(), b"there\n")
            parent.kill()
            # Ends once the child, which writes there too, has.
            self.assertEqual(parent.stdout.read(), b"asked\n")

    def test_input_that_goes_on_lets_the_program_work(self):
        with self._start(STOPS) as program:
            program.stdin.write(b"anything")
            program.stdin.flush()
            with self.assertRaises(subprocess.TimeoutExpired):
                program.wait(0.5)
            program.stdin.close()
            self.assertEqual(program.wait(20), 3)

    def test_program_that_does_not_stop_is_killed(self):
        with self._start(STAYS) as program:
            program.stdin.close()
            self.assertEqual(program.wait(20), -signal.SIGKILL)
            self.assertEqual(program.stdout.read(), b"asked\n")

    def _start(self, script):
        program = subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        self.assertEqual(program.stdout.readline(), b"there\n")
        return program


if __name__ == "__main__":
    unittest.main()
