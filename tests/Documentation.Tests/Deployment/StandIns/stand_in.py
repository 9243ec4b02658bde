#!/usr/bin/python3
"""One program for each name in its place: the module of that name checks the command line and answers as the real one would.
What is wrong is written to the faults as well, for a shell passes over what fails inside of a word."""
import importlib
import os
import sys

from kept import Fault, tell_fault

MODULES = {"base.sh": "scripts", "test.sh": "scripts", "npx": "cdk", "buildah": "docker"}


def main():
    name = os.path.basename(sys.argv[0])
    try:
        importlib.import_module(MODULES.get(name, name)).run(name, sys.argv[1:])
    except Fault as fault:
        tell_fault(f"{name} {' '.join(sys.argv[1:])}: {fault}")
        print(f"{name}: {fault}", file=sys.stderr)
        return 64
    return 0


if __name__ == "__main__":
    sys.exit(main())
