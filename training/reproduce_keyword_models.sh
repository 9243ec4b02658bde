#!/usr/bin/env bash
# Trains the shipped keyword models from nothing, tunes them and measures them in streams.
# Usage: training/reproduce_keyword_models.sh DATA OUTPUT
# About an hour and a half on a few cores and 9 GB of disk; started again after an interruption it goes on where it was.
set -euo pipefail
(($# == 2)) || { echo "usage: $0 DATA OUTPUT" >&2; exit 2; }
data=$(realpath "$1") output=$(realpath -m "$2")
cd "$(dirname "$0")"
# Debian installs PyTorch for its own Python, which need not be the first on the path.
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import torch, onnx, soundfile, PIL' || { echo "$python lacks a package of the trainer (above); set PYTHON, or see training/README.md" >&2; exit 1; }

# One thread a training, that sleeps when it waits: small batches gain little by more.
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive

train() {
    "$python" -m kws_training train --task keyword-spotting --recipe "recipes/keyword-spotting/$2.json" --data "$data" \
        --output "$output" --cache "$output/cache" --checkpoints "$output/checkpoints/$1" --threads 1 --set "name=$1" "${@:3}"
}

version() {
    "$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["version"])' "recipes/keyword-spotting/$1.json"
}

small() {
    train small-begun small-begun &&
        train small small --set "start_from=$output/keyword-spotting/small-begun/$(version small-begun).pt"
}

tiny() {
    train tiny-begun tiny &&
        train tiny tiny --set "start_from=$output/keyword-spotting/tiny-begun/$(version tiny).pt" --set epochs=120 --set learning_rate=0.004
}

train teacher teacher # only learned from: too large to ship
small & one=$!
tiny & other=$!
wait "$one"
wait "$other"

# The shipped packages were tuned with `kws tune`, by the same rule on audio made by another program (see their pages).
for name in small tiny; do
    package=$output/keyword-spotting/$name/$(version "$name")
    "$python" -m kws_training tune --package "$package" --data "$data" --cache "$output/cache" --false-alarms-per-hour 0.5
    "$python" -m kws_training stream-test --package "$package" --data "$data" --cache "$output/cache" --write
    "$python" -m kws_training quantise --package "$package" --data "$data" --cache "$output/cache" --output "$output/keyword-spotting"
done
