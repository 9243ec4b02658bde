#!/usr/bin/env bash
# Trains the shipped keyword models from nothing; `kws` tunes them and measures them in streams, as the services hear.
# Usage: training/reproduce_keyword_models.sh [--rehearse] DATA OUTPUT
# Hours on a few cores (8 on two slow ones) and 13 GB of disk; started again after an interruption the training goes on.
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
kws=${KWS:-$(realpath -m ../clients/Kws.Cli/bin/Release/net10.0/kws)}
[[ -x $kws ]] || { echo "$kws is not there: dotnet build clients/Kws.Cli -c Release, or set KWS" >&2; exit 1; }

# One thread a training, that sleeps when it waits: small batches gain little by more.
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive

little=()
if "$rehearsal"; then
    for setting in epochs=2 window_sets=1 synthetic.per_keyword=20 'synthetic.scarce={}' synthetic.unknown=300 synthetic.sentences=60 \
        sampling.per_keyword=100 sampling.unknown=400 sampling.silence=60; do
        little+=(--set "$setting")
    done
fi

train() {
    "$python" -m kws_training train --task keyword-spotting --recipe "recipes/keyword-spotting/$2.json" --data "$data" \
        --output "$output" --cache "$output/cache" --checkpoints "$output/checkpoints/$1" --threads 1 --set "name=$1" "${@:3}" "${little[@]}"
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
# small/1.3.0 with a second network.
train small-verifier small-verifier --set name=small
train small-clips small-clips & one=$! # part of small from with_clips on
train small-stream-alone small-stream & other=$!
wait "$one"
wait "$other"

# Usage: tune NAME FALSE_ALARMS_PER_HOUR HOURS [OPTION...]
tune() {
    local hours=$3 fewer=()
    ! "$rehearsal" || { hours=1 && fewer=(--recordings 1); }
    "$kws" tune "$data/validation" --noise "$data/background_noise" --model "$(package "$1")" \
        --false-alarms-per-hour "$2" --hours "$hours" "${fewer[@]}" "${@:4}" --write
}

measure() {
    local stream=stream false_alarms=false-alarms clips="clips --degrade all"
    ! "$rehearsal" || { stream="stream --recordings 1" && false_alarms="false-alarms --hours 0.5 --recordings 1" && clips="clips --degrade babble"; }
    for kind in "$stream" "$false_alarms" "$clips"; do
        # shellcheck disable=SC2086 # a kind and its options
        "$kws" evaluate $kind "$data/validation" --noise "$data/background_noise" --model "$(package "$1")" --write
    done
    if [[ -d $data/running ]]; then
        "$kws" evaluate false-alarms --talk "$data/running" --model "$(package "$1")" --write
    fi
}

# What tune has fitted, with the network for unclear clips.
with_clips=1.6.1
verified=1.0.1

package() {
    local recipe=${1%-int8}
    if [[ $recipe == small ]]; then
        [[ ! -d $output/keyword-spotting/small/$with_clips ]] || { echo "$output/keyword-spotting/$1/$with_clips" && return; }
        recipe=small-verifier
    fi
    [[ $recipe != *-verified ]] || { echo "$output/keyword-spotting/$1/$verified" && return; }
    echo "$output/keyword-spotting/$1/$(version "$recipe")"
}

tune small 4 20 --talk "$data/running"
tune tiny 0.8 50
"$python" -m kws_training verified --package "$(package tiny)" --verifier-of "$(package small)" --version "$verified" --output "$output/keyword-spotting"
"$python" -m kws_training clips --package "$(package small)" --network "$output/keyword-spotting/small-clips/$(version small-clips)" \
    --version "$with_clips" --output "$output/keyword-spotting"
"$python" -m kws_training verified --package "$output/keyword-spotting/small-stream-alone/$(version small-stream)" \
    --verifier-of "$(package small)" --name small-stream --version "$(version small-stream)" --output "$output/keyword-spotting"
for name in small tiny; do
    "$python" -m kws_training quantise --package "$(package "$name")" --data "$data" --cache "$output/cache" \
        --output "$output/keyword-spotting"
    measure "$name"
    measure "$name-int8"
done
for name in tiny-verified small-stream; do
    tune "$name" 4 20 --talk "$data/running"
    measure "$name"
done
