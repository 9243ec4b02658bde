#!/usr/bin/env bash
# Trains the shipped keyword models from nothing, tunes them and measures them in streams.
# Usage: training/reproduce_keyword_models.sh DATA OUTPUT
# An hour or two on a few cores; started again after an interruption it goes on where it was.
set -euo pipefail
(($# == 2)) || { echo "usage: $0 DATA OUTPUT" >&2; exit 2; }
data=$(realpath "$1") output=$(realpath -m "$2")
cd "$(dirname "$0")"

train() {
    local recipe=$1
    shift
    python3 -m kws_training train --task keyword-spotting --recipe "recipes/keyword-spotting/$recipe.json" \
        --data "$data" --output "$output" --checkpoints "$output/checkpoints/$recipe" "$@"
}
packages=$output/keyword-spotting
train tiny
train small-first
# small goes on from those weights, on other windows and with mixup.
train small --set "start_from=$packages/small-first/1.0.0.pt"
for name in tiny small; do
    python3 -m kws_training tune --package "$packages/$name/1.0.0" --data "$data" --false-alarms-per-hour 0.5 --most-misses 0.06
    python3 -m kws_training stream-test --package "$packages/$name/1.0.0" --data "$data" --write
done
