"""Commands on keyword packages: classify, evaluate, quantise, verified, clips, renew."""

import json

import numpy as np
import torch

from ..confusion_image import confusion_image
from ..environment import locations
from ..metrics import confusion_matrix, confusion_text
from .audio_files import SAMPLE_RATE, read_mono
from .clips import load_clips
from .clips_package import clips_package
from .evaluation_set import evaluation_windows
from .noise import NoiseBank
from .package_model import PackageModel
from .quantise_package import quantise_package
from .renewed_package import renewed_package
from .verified_package import verified_package


def add_commands(commands):
    """Adds the commands to the parser."""
    evaluate = _command(commands, "evaluate", "accuracy and confusion matrix on the validation clips", _evaluate)
    evaluate.add_argument("--png", help="write the confusion matrix to this PNG file")
    quantise = _command(commands, "quantise", "write the package again with eight-bit weights", _quantise)
    quantise.add_argument("--output", required=True, help="the new package goes to OUTPUT/<name>-int8/<version>")
    verified = commands.add_parser("verified", help="write the package again with another one's verifier")
    verified.add_argument("--package", required=True, help="folder with manifest.json and model.onnx")
    verified.add_argument("--verifier-of", required=True, help="folder of a package with a verifier, of the same labels and features")
    verified.add_argument("--name", help="of the new package (default: the package's, and -verified)")
    verified.add_argument("--version", default="1.0.0", help="of the new package")
    verified.add_argument("--output", required=True, help="the new package goes to OUTPUT/<name>/<version>")
    verified.set_defaults(command=_verified)
    clips = commands.add_parser("clips", help="write the package again with a larger network for unclear clips")
    clips.add_argument("--package", required=True, help="folder with manifest.json and model.onnx")
    clips.add_argument("--network", required=True, help="folder of the package whose model is to hear unclear clips, which its section clips tells")
    clips.add_argument("--version", required=True, help="of the new package")
    clips.add_argument("--output", required=True, help="the new package goes to OUTPUT/<name>/<version>")
    clips.set_defaults(command=_clips)
    renew = commands.add_parser("renew", help="write the package again with graphs as this version writes them: the same answers, sooner")
    renew.add_argument("--package", required=True, help="folder with manifest.json and model.onnx")
    renew.add_argument("--version", required=True, help="of the new package")
    renew.add_argument("--output", required=True, help="the new package goes to OUTPUT/<name>/<version>")
    renew.set_defaults(command=_renew)
    classify = commands.add_parser("classify", help="posteriors of audio files, one JSON line each")
    classify.add_argument("--package", required=True, help="folder with manifest.json and model.onnx")
    classify.add_argument("--features", action="store_true", help="print the features too, row-major")
    classify.add_argument("files", nargs="+", help="WAV or FLAC; cut or zero-padded to one second")
    classify.set_defaults(command=_classify)


def _command(commands, name, text, run):
    command = commands.add_parser(name, help=text)
    command.add_argument("--package", required=True, help="folder with manifest.json and model.onnx")
    command.add_argument("--data", help="folder of the data set (default: SM_CHANNEL_TRAINING)")
    command.add_argument("--cache", help="folder for decoded data (default: ~/.cache/kws-training)")
    command.add_argument("--threads", type=int, default=0, help="CPU threads (default: torch's own choice)")
    command.set_defaults(command=lambda options: _with_threads(options, run))
    return command


def _with_threads(options, run):
    if options.threads:
        torch.set_num_threads(options.threads)
    places = locations(options.data, None, None, options.cache)
    run(options, PackageModel(options.package), places)


def _classify(options):
    model = PackageModel(options.package)
    for file in options.files:
        samples = torch.zeros(1, SAMPLE_RATE)
        heard = read_mono(file)[:SAMPLE_RATE]
        samples[0, :len(heard)] = torch.from_numpy(heard / np.float32(32768))
        line = {"file": file, "posteriors": model.classify(samples)[0].tolist()}
        if options.features:
            line["features"] = model.features(samples).flatten().tolist()
        print(json.dumps(line))


def _evaluate(options, model, places):
    clips = load_clips(places.data, "validation", places.cache)
    waves, targets = evaluation_windows(clips, NoiseBank.load(places.data, "validation"), model.labels)
    counts = confusion_matrix(model.classify(waves), targets, model.labels)
    print(f"accuracy {counts.trace() / counts.sum():.4f} on {counts.sum()} windows of validation speakers\n")
    print(confusion_text(counts, model.labels), end="")
    if options.png:
        confusion_image(counts, model.labels).save(options.png)


def _verified(options):
    verified_package(options.package, options.verifier_of, options.output, options.version, options.name)


def _clips(options):
    clips_package(options.package, options.network, options.output, options.version)


def _renew(options):
    renewed_package(options.package, options.output, options.version)


def _quantise(options, model, places):
    quantise_package(model, places, options.output)
