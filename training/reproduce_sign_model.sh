#!/usr/bin/env bash
# Trains the shipped sign model from nothing, and four shorter times without one source each, by which it is judged on
# strangers' hands. Usage: training/reproduce_sign_model.sh DATA OUTPUT
# About two hours on a few cores; started again after an interruption it goes on where it was.
set -euo pipefail
(($# == 2)) || { echo "usage: $0 DATA OUTPUT" >&2; exit 2; }
data=$(realpath "$1") output=$(realpath -m "$2")
cd "$(dirname "$0")"
# One thread a training, that sleeps when it waits: small batches gain little by more.
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive

train() {
    python3 -m kws_training train --task sign-letters --recipe recipes/sign-letters/small.json --data "$data" \
        --output "$output/$1" --threads 1 "${@:2}"
}

left_out=() jobs=()
for source in keptsecret grassknoted kapillondhe massey; do
    train "without-$source" --set "leave_out=$source" --set epochs=24 --set pictures_per_epoch=5000 \
        --set small_side=0 --set architecture.side=64 &
    jobs+=($!)
    left_out+=("$output/without-$source/sign-letters/small/1.1.0")
done
train all
for job in "${jobs[@]}"; do wait "$job"; done
python3 -m kws_training cross-signer --package "$output/all/sign-letters/small/1.1.0" --left-out "${left_out[@]}"
