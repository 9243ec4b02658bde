#!/usr/bin/env bash
# Trains the shipped keyword models from nothing, tunes them and measures them in streams.
# Usage: training/reproduce_keyword_models.sh DATA OUTPUT
# About two hours on a few cores and 6 GB of disk; started again after an interruption it goes on where it was.
set -euo pipefail
(($# == 2)) || { echo "usage: $0 DATA OUTPUT" >&2; exit 2; }
data=$(realpath "$1") output=$(realpath -m "$2")
cd "$(dirname "$0")"

for name in teacher small tiny; do
    python3 -m kws_training train --task keyword-spotting --recipe "recipes/keyword-spotting/$name.json" \
        --data "$data" --output "$output" --cache "$output/cache" --checkpoints "$output/checkpoints/$name"
    [ "$name" = teacher ] && continue  # only learned from, too large to ship
    package=$output/keyword-spotting/$name/1.1.0
    python3 -m kws_training tune --package "$package" --data "$data" --false-alarms-per-hour 0.8
    python3 -m kws_training stream-test --package "$package" --data "$data" --write
done
