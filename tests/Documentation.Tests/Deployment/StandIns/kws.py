"""kws: what it is called with is held against its own command line afterwards."""
import json
import os

from kept import FOLDER


def run(_, arguments):
    with open(os.path.join(FOLDER, "kws"), "a", encoding="utf-8") as calls:
        calls.write(json.dumps(arguments) + "\n")
