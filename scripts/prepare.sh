#!/usr/bin/env bash
# Installs what this project needs and the machine lacks. Idempotent.
# Usage: scripts/prepare.sh [run|test]   (run: to build and run; test: also what the tests drive)
set -euo pipefail
purpose=${1:-run}

# Debian's names.
need_run=(
    ca-certificates                 # NuGet's and npm's feeds
    espeak-ng libespeak-ng1         # Tts, and the demo device's voice
    libturbojpeg0                   # VisionInference decodes JPEGs with it
    rabbitmq-server postgresql      # private processes of the AppHost where no other server is configured
    flac                            # recordings in FLAC
    fonts-dejavu-core               # labels on the pictures that kws draws
)
need_test=(
    "${need_run[@]}"
    python3-grpcio python3-protobuf protobuf-compiler libprotobuf-dev   # interop tests, samples/python
    python3-numpy python3-torch python3-onnx python3-soundfile python3-pil   # training/
    python3-botocore                # AWS's own models of Polly and SageMaker, which the clients are held against
    python3-yaml                    # the stand-ins that run the commands of deploy/'s READMEs
    sox                             # writes the audio files that the readers read
    procps                          # kill, which sends SIGTERM to services
    iproute2                        # networks of hosts that fail, leave and join
    chromium                        # looks at Aspire's dashboard
)
# The same as programs, for other systems.
programs_run=(espeak-ng flac rabbitmq-server postgres)
programs_test=("${programs_run[@]}" /usr/bin/python3 protoc sox kill node npm)

fail() { printf '%s\n' "$*" >&2; exit 1; }

[[ $purpose == run || $purpose == test ]] || fail "usage: scripts/prepare.sh [run|test]"
declare -n packages="need_$purpose" programs="programs_$purpose"

command -v dotnet >/dev/null || fail "the .NET SDK 10 is missing: install dotnet-sdk-10.0 (https://dotnet.microsoft.com/download) and put 'dotnet' on PATH"

as_root() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# The servers among the packages, Erlang's port mapper with them.
servers=(rabbitmq-server postgresql epmd)

# Those of them that start at boot, by systemd or by System V's links.
started_at_boot() {
    local server
    for server in "${servers[@]}"; do
        compgen -G "/etc/systemd/system/*.wants/$server.*" >/dev/null ||
            compgen -G "/etc/rc[2-5].d/S??$server" >/dev/null || continue
        echo "$server"
    done
}

# Debian starts a server when its package is installed and at every boot. The AppHost starts its own as private
# processes, so the packages' servers stay off, unless they were there before us.
install_without_starting() {
    local policy=/usr/sbin/policy-rc.d server unit before
    before=" $(started_at_boot | tr '\n' ' ')"
    if [ ! -e "$policy" ]; then
        trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
    fi
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    for server in $(started_at_boot); do
        [[ $before != *" $server "* ]] || continue
        # Debian's own helper knows the links that its packages made, and asks for no systemd that runs; it only works
        # for a package.
        for unit in "$server.service" "$server.socket"; do
            as_root env DPKG_MAINTSCRIPT_PACKAGE="$server" deb-systemd-helper disable "$unit" >/dev/null 2>&1 || true
        done
        [ ! -e "/etc/init.d/$server" ] || as_root update-rc.d "$server" disable
    done
    for server in $(started_at_boot); do
        [[ $before == *" $server "* ]] || echo "note: $server still starts at boot; switch it off if nobody needs it"
    done
}

missing=()
if command -v dpkg-query >/dev/null; then
    for package in "${packages[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    if [ "$purpose" = test ]; then
        # By program, because Node.js often comes from elsewhere than Debian, in one package with npm.
        for program in node npm; do
            command -v "$program" >/dev/null || missing+=("${program/%node/nodejs}")
        done
    fi
    if ((${#missing[@]})); then
        ((EUID == 0)) || command -v sudo >/dev/null || fail "missing: ${missing[*]}; run as root or install sudo, or: apt-get install ${missing[*]}"
        echo "installing: ${missing[*]}"
        install_without_starting "${missing[@]}"
    fi
else
    for program in "${programs[@]}"; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    ((${#missing[@]} == 0)) || fail "this is no Debian or Ubuntu; please install: ${missing[*]} (and libturbojpeg)"
fi

# The object store's tests drive an S3 server of other authors; without it those tests say that they were skipped.
s3_server=$(dirname "$0")/../tests/Kws.Storage.Tests/S3Server
if [ "$purpose" = test ] && [ ! -d "$s3_server/node_modules/s3rver" ]; then
    (cd "$s3_server" && npm ci --ignore-scripts --silent) || echo "note: npm ci failed in $s3_server"
fi
