"""Entry point for SageMaker's script mode: `train.py --task ... --recipe recipes/...`; the same as
`python3 -m kws_training train`."""

import sys

from kws_training.cli import main

if __name__ == "__main__":
    sys.exit(main(["train", *sys.argv[1:]]))
