"""Entry point for SageMaker's script mode: `train.py --task ... --recipe recipes/... --set.epochs 20`; else the same as
`python3 -m kws_training train`."""

import sys

from kws_training.cli import main
from kws_training.environment import from_script_mode

if __name__ == "__main__":
    sys.exit(main(["train", *from_script_mode(sys.argv[1:])]))
