#!/usr/bin/env bash
# Installs what this project needs and the machine lacks. Idempotent.
# Usage: scripts/prepare.sh [run|test]   (run: to build and run; test: also what the tests drive)
set -euo pipefail
purpose=${1:-run}

need_run=(espeak-ng libespeak-ng1 libturbojpeg0 libpng16-16 rabbitmq-server postgresql flac)
need_test=("${need_run[@]}" python3-grpcio python3-protobuf protobuf-compiler python3-numpy python3-torch python3-onnx python3-soundfile python3-pil sox chromium)
declare -n wanted="need_$purpose"

fail() { printf '%s\n' "$*" >&2; exit 1; }

command -v dotnet >/dev/null || fail "the .NET SDK 10 is missing: install dotnet-sdk-10.0 (https://dotnet.microsoft.com/download) and put 'dotnet' on PATH"
command -v npm >/dev/null || fail "npm is missing: install Node.js 18 or newer; the build takes ONNX Runtime's native library from an npm package"

missing=()
if command -v dpkg-query >/dev/null; then
    for package in "${wanted[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    if ((${#missing[@]})); then
        as_root=()
        if ((EUID != 0)); then
            command -v sudo >/dev/null || fail "missing: ${missing[*]}; run as root or install sudo, or: apt-get install ${missing[*]}"
            as_root=(sudo)
        fi
        echo "installing: ${missing[*]}"
        "${as_root[@]}" apt-get update -qq
        # Servers are started by the AppHost as private processes; the packages' own services stay off.
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
            apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    fi
else
    for program in espeak-ng flac rabbitmq-server postgres; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    ((${#missing[@]} == 0)) || fail "this is no Debian or Ubuntu; please install: ${missing[*]} (and libturbojpeg, libpng)"
fi

# The object store's tests drive an S3 server of other authors; without it those tests say that they were skipped.
s3_server=$(dirname "$0")/../tests/Kws.Storage.Tests/S3Server
if [ "$purpose" = test ] && [ ! -d "$s3_server/node_modules/s3rver" ]; then
    (cd "$s3_server" && npm ci --ignore-scripts --silent) || echo "note: npm ci failed in $s3_server"
fi
