"""The command line. `train` is the one entry point on a laptop and on SageMaker."""

import argparse
import sys

from .ending import end_with_input
from .errors import TrainingCancelled, TrainingError
from .progress import Progress

BAD_INPUT, CANCELLED, FAILED = 2, 3, 1


def main(arguments=None, tell=None):
    """Runs one command; returns the exit code: 0 done, 1 failed, 2 bad input, 3 stopped on request. `tell` is called
    with what is wrong with the input."""
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
        return 0
    except TrainingCancelled as stop:
        Progress().report("cancelled", reason=str(stop))
        return CANCELLED
    except TrainingError as error:
        Progress().report("failed", error=str(error))
        print(f"error: {error}", file=sys.stderr)
        if tell:
            tell(str(error))
        return BAD_INPUT


def _parser():
    parser = argparse.ArgumentParser(prog="kws_training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    train = commands.add_parser("train", help="train a model and write its package")
    train.add_argument("--task", required=True, help="keyword-spotting | sign-letters")
    train.add_argument("--recipe", required=True, help="JSON file, see recipes/")
    train.add_argument("--data", help="folder of the data set (default: SM_CHANNEL_TRAINING)")
    train.add_argument("--output", help="packages go to OUTPUT/<task>/<name>/<version> (default: SM_MODEL_DIR)")
    train.add_argument("--checkpoints", help="folder for restarts (default: OUTPUT/checkpoints, /opt/ml/checkpoints)")
    train.add_argument("--cache", help="folder for decoded data (default: ~/.cache/kws-training)")
    train.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override a recipe's key")
    train.add_argument("--threads", type=int, default=0, help="CPU threads (default: torch's own choice)")
    train.add_argument("--device", help="cpu | cuda (default: cuda if there is one)")
    train.add_argument("--end-with-input", action="store_true",
                       help="stop, as on SIGTERM, when standard input ends: so it never outlives who started it")
    train.set_defaults(command=_train)
    _add_task_commands(commands)
    return parser


def _train(options):
    from .run import train_and_package
    if options.end_with_input:
        end_with_input()
    train_and_package(options)


def _add_task_commands(commands):
    from .keyword import cli as keyword_cli
    from .vision import left_out, motion_sequences, yardstick
    keyword_cli.add_commands(commands)
    left_out.add_commands(commands)
    yardstick.add_commands(commands)
    motion_sequences.add_commands(commands)
