"""Entry point on SageMaker. `train.py train` is a job in an image of our own (`kws_training.sagemaker`); `train.py
--task ... --recipe recipes/... --set.epochs 20` is script mode; else the same as `python3 -m kws_training train`."""

import sys

from kws_training import sagemaker
from kws_training.cli import main
from kws_training.environment import from_script_mode

if __name__ == "__main__":
    if sys.argv[1:] == ["train"]:
        sys.exit(sagemaker.train())
    sys.exit(main(["train", *from_script_mode(sys.argv[1:])]))
