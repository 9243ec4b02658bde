"""The project's scripts that need an engine: by what their --help says."""
import os
import re
import subprocess

from kept import CHECKOUT, kept, must_be_reachable, need, one, options


def run(name, arguments):
    path = os.path.join(CHECKOUT, "deploy", "containers", name)
    if name == "test.sh":
        return need(not arguments, f"unexpected {arguments}")
    text = subprocess.run(["bash", path, "--help"], capture_output=True, text=True, check=True).stdout
    values = " ".join(re.findall(r"\[(--[\w-]+) [A-Z]", text))
    words, found = options(arguments, "", values)
    known = re.findall(r"^  (\w+)  ", text, re.MULTILINE)
    need(known and all(word in known for word in words), f"{words} are not all among {known}")
    with kept() as there:
        # All but the trainer, which is the last.
        for each in words or known[:-1]:
            image = f"{one(found, '--registry', 'localhost:5000')}/kws-base/{each}:{one(found, '--tag', 'latest')}"
            must_be_reachable(there, image)
            there["images"].append(image)
    return None
