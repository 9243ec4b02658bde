#!/usr/bin/env bash
# Walks through docs/add-your-own-word.md in a mesh that runs (./run.sh --serve): speaks a word that the model does not
# know, trains, promotes, and listens. Ends with 0 when the word is heard once and the old ones still are.
# Usage: scripts/add-own-word.sh ["lights on"] [small/1.6.1]; further arguments go to kws train.
set -euo pipefail
cd "$(dirname "$0")/.."
word=${1:-lights on}
base=${2:-small/1.6.1}
shift $(($# < 2 ? $# : 2))
kws=clients/Kws.Cli/bin/Release/net10.0/kws
label=${word// /-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step() { echo "[$((SECONDS / 60)) min $((SECONDS % 60)) s] $*"; }

step "kws train audio --say \"$word\" --extends $base"
"$kws" train audio --say "$word" --extends "$base" "$@" | tee "$work/train.txt"
model=$(sed -n 's/^the mesh serves it after: kws models promote //p' "$work/train.txt")
test -n "$model"

step "kws models show $model"
"$kws" models show "$model"
step "kws models promote $model"
"$kws" models promote "$model"

step "kws listen"
for text in "yes" "$word" "stop"; do
    "$kws" say "$text" --voice en-us+f4 --rate 150 --sample-rate 16000 --out "$work/part.wav" >&2
    # Past the header, with a pause: one recording of all.
    tail -c +45 "$work/part.wav" >> "$work/all.raw"
    head -c 32000 /dev/zero >> "$work/all.raw"
done
"$kws" listen - --fast < "$work/all.raw" | tee "$work/heard.txt"
for heard in yes "$label" stop; do
    test "$(grep -cw -- "$heard" "$work/heard.txt")" = 1
done
step "heard"
