#!/usr/bin/env bash
# Trains the shipped sign model from nothing, and four shorter times without one source each, by which it is judged on
# strangers' hands. Usage: training/reproduce_sign_model.sh [--rehearse] DATA OUTPUT
# Hours on a few cores; started again after an interruption it goes on where it was.
#   --rehearse  every step once with little of everything, in minutes: whether all goes through, not how good it gets
set -euo pipefail
rehearsal=false
[[ ${1-} != --rehearse ]] || { rehearsal=true && shift; }
(($# == 2)) || { echo "usage: $0 [--rehearse] DATA OUTPUT" >&2; exit 2; }
data=$(realpath "$1") output=$(realpath -m "$2")
cd "$(dirname "$0")"
# Debian installs PyTorch for its own Python, which need not be the first on the path.
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import torch, onnx, soundfile, PIL' || { echo "$python lacks a package of the trainer (above); set PYTHON, or see training/README.md" >&2; exit 1; }
# One thread a training, that sleeps when it waits: small batches gain little by more.
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive

little=()
if "$rehearsal"; then
    for setting in epochs=2 pictures_per_epoch=320 made_hands.per_letter=4 segmenter.steps=20 segmenter.made_steps=10; do
        little+=(--set "$setting")
    done
fi

train() {
    "$python" -m kws_training train --task sign-letters --recipe recipes/sign-letters/small.json --data "$data" \
        --output "$output/$1" --cache "$output/cache" --threads 1 "${@:2}" "${little[@]}"
}

# First alone: the made hands are drawn once, for all runs.
train all
left_out=() jobs=()
for source in keptsecret grassknoted kapillondhe massey; do
    train "without-$source" --set "leave_out=$source" --set epochs=24 --set pictures_per_epoch=5000 \
        --set small_side=0 --set architecture.side=64 &
    jobs+=($!)
    left_out+=("$output/without-$source/sign-letters/small/1.1.0")
done
for job in "${jobs[@]}"; do wait "$job"; done
"$python" -m kws_training cross-signer --package "$output/all/sign-letters/small/1.1.0" --left-out "${left_out[@]}"
