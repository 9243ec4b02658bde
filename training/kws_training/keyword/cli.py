"""Commands on keyword packages: classify, evaluate, quantise, stream-test, tune."""

import json
import sys
from pathlib import Path

import numpy as np
import torch

from ..confusion_image import confusion_image
from ..environment import locations
from ..errors import TrainingError
from ..metrics import confusion_matrix, confusion_text
from ..package import write_manifest
from ..progress import Progress
from .audio_files import SAMPLE_RATE, read_mono
from .clips import load_clips
from .evaluation_set import evaluation_windows
from .noise import NoiseBank
from .package_model import PackageModel
from .quantise_package import quantise_package
from .stream_test import StreamTest, stream_metrics, summary
from .tuning import fit_thresholds
from .tuning_record import tuning_record

STREAM_SEED, ALARM_SEED = 1, 2
TUNING_SEEDS = tuple(range(101, 111))  # other recordings than the tests', from the same speakers


def add_commands(commands):
    """Adds the commands to the parser."""
    evaluate = _command(commands, "evaluate", "accuracy and confusion matrix on the validation clips", _evaluate)
    evaluate.add_argument("--png", help="write the confusion matrix to this PNG file")
    stream = _command(commands, "stream-test", "hits, misses and false alarms on long recordings", _stream_test)
    stream.add_argument("--recordings", type=int, default=1, help="20-minute recordings with 50 known keywords each")
    stream.add_argument("--write", action="store_true", help="put the figures into the manifest's metrics")
    tune = _command(commands, "tune", "fit thresholds to a false-alarm target and write them to the manifest", _tune)
    tune.add_argument("--false-alarms-per-hour", type=float, default=0.1)
    tune.add_argument("--most-misses", type=float, default=0.3, help="share of a keyword's words given up for it")
    tune.add_argument("--smoothing-windows", type=int, help="posteriors averaged (default: the manifest's)")
    for command, hours in ((stream, 2.0), (tune, 10.0)):
        command.add_argument("--hours", type=float, default=hours, help="of audio without keywords")
    quantise = _command(commands, "quantise", "write the package again with eight-bit weights", _quantise)
    quantise.add_argument("--output", required=True, help="the new package goes to OUTPUT/<name>-int8/<version>")
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


def _stream_test(options, model, places):
    test = StreamTest(model, places.data, places.cache)
    known = [test.known_recording(STREAM_SEED + 10 * index) for index in range(options.recordings)]
    progress = Progress()
    progress.report("stream", **summary(test.score(known)))
    without = test.non_keyword_hours(options.hours, ALARM_SEED, _counter)
    progress.report("false_alarms", **summary(test.score(without)))
    if options.write:
        _write_metrics(model, stream_metrics(test.score(known), test.score(without)))
    for kind in sorted({heard.kind for heard in without}):
        progress.report("false_alarms", kind=kind, **summary(test.score([h for h in without if h.kind == kind])))
    for scale, misses, alarms in test.trade_off(known, without):
        progress.report("trade_off", scale=scale, miss_share=misses, false_alarms_per_hour=alarms)


def _quantise(options, model, places):
    quantise_package(model, places, options.output)


def _write_metrics(model, metrics):
    """Puts metrics into the manifest in place of older ones of the same names."""
    names = {metric["name"] for metric in metrics}
    kept = [metric for metric in model.manifest["metrics"] if metric["name"] not in names]
    model.manifest["metrics"] = kept + metrics
    write_manifest(Path(model.folder) / "manifest.json", model.manifest)


def _tune(options, model, places):
    target = options.false_alarms_per_hour
    if not 0 < target <= 1000:
        raise TrainingError(f"--false-alarms-per-hour {target}: above 0, at most 1000")
    if options.smoothing_windows:
        model.manifest["detection"]["smoothing_windows"] = options.smoothing_windows
    test = StreamTest(model, places.data, places.cache)
    known = [test.known_recording(seed) for seed in TUNING_SEEDS]
    without = test.non_keyword_hours(options.hours, TUNING_SEEDS[0], _counter)
    fit = fit_thresholds(test, known, without, target, options.most_misses)
    record = tuning_record(test, known, without, target, fit)
    model.manifest["detection"]["thresholds"] = fit.thresholds
    model.manifest["detection"]["tuning"] = record
    write_manifest(Path(model.folder) / "manifest.json", model.manifest)
    Progress().report("tuned", thresholds=fit.thresholds, statement=record["statement"],
                      misses=record["misses"], words=record["words"])


def _counter(done, total):
    if done % 20 == 0 or done == total:
        print(f"\rminute {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
