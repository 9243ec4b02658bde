#!/usr/bin/env bash
# Builds and starts the audio path and shows it at work; see --help.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
    cat <<'TEXT'
Usage: ./run.sh [--serve]

Installs what is missing (Debian packages), builds, starts FeatureExtraction and AudioInference as two
processes, lets a demo device speak ten words and stream them, shows what was heard, stops everything.

  --serve   keep the services running until Ctrl+C and print their addresses
  --help    this text

Logs of the services: artifacts/run/*.log
TEXT
}

serve=false
case "${1:-}" in
    "") ;;
    --serve) serve=true ;;
    --help | -h) usage; exit 0 ;;
    *) echo "run.sh: unknown option '$1'" >&2; usage >&2; exit 2 ;;
esac

logs=artifacts/run
kws=clients/Kws.Cli/bin/Release/net10.0/kws
declare -A pid_of=()

say() { printf '\033[1m%s\033[0m\n' "$*"; }

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The wished port, or the next free one above it.
free_port() {
    local port=$1
    until is_free "$port"; do port=$((port + 10)); done
    echo "$port"
}

start() {
    local name=$1 port=$2
    shift 2
    env ASPNETCORE_URLS="http://localhost:$port" ASPNETCORE_ENVIRONMENT=Production "$@" \
        dotnet "services/$name/bin/Release/net10.0/$name.dll" >"$logs/$name.log" 2>&1 &
    pid_of[$name]=$!
}

await_health() {
    local name=$1 port=$2
    "$kws" health --server "http://localhost:$port" --wait 60 >/dev/null || {
        echo "$name did not become ready; the end of $logs/$name.log:" >&2
        tail -n 20 "$logs/$name.log" >&2
        exit 1
    }
}

stop_all() {
    trap - EXIT INT TERM
    local name
    for name in "${!pid_of[@]}"; do kill -TERM "${pid_of[$name]}" 2>/dev/null || true; done
    for name in "${!pid_of[@]}"; do
        # A service drains within 30 s; one that hangs is ended.
        timeout 40 tail --pid="${pid_of[$name]}" -f /dev/null 2>/dev/null || kill -KILL "${pid_of[$name]}" 2>/dev/null || true
        wait "${pid_of[$name]}" 2>/dev/null || true
    done
}
trap stop_all EXIT
trap 'stop_all; exit 130' INT
trap 'stop_all; exit 143' TERM

scripts/prepare.sh run
mkdir -p "$logs"

say "building"
for project in services/FeatureExtraction services/AudioInference clients/Kws.Cli; do
    dotnet build "$project" -c Release --nologo -v quiet -clp:ErrorsOnly
done

feature_port=$(free_port 5302)
audio_port=$(free_port 5301)
say "starting FeatureExtraction (port $feature_port) and AudioInference (port $audio_port)"
start FeatureExtraction "$feature_port"
start AudioInference "$audio_port" \
    Features__Source=Remote services__featureextraction__http__0="http://localhost:$feature_port"
await_health FeatureExtraction "$feature_port"
await_health AudioInference "$audio_port"

server="http://localhost:$audio_port"
if $serve; then
    cat <<TEXT
ready:
  AudioInference     http://localhost:$audio_port   (processes: ${pid_of[AudioInference]}, ${pid_of[FeatureExtraction]})
  FeatureExtraction  http://localhost:$feature_port
try, in another terminal:
  export KWS_SERVER=$server KWS_FEATURE_SERVER=http://localhost:$feature_port
  $kws demo
  arecord -q -f S16_LE -r 16000 -c 1 | $kws listen -
  $kws classify recording.wav
Ctrl+C stops the services.
TEXT
    wait -n || true
    echo "a service ended; see $logs/*.log" >&2
    exit 1
fi

say "a device speaks ten words (espeak-ng) and streams them in real time"
"$kws" demo --server "$server"
cat <<TEXT

To go on: ./run.sh --serve keeps the services running; $kws --help shows what a device can do.
TEXT
