#!/usr/bin/env bash
# Builds and starts the mesh and shows it at work; see --help.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
    cat <<'TEXT'
Usage: ./run.sh [--serve] [--tls]

Installs what is missing (Debian packages), builds, and starts the mesh by its AppHost: event bus,
database, FeatureExtraction, AudioInference and the other services, each a process of its own, with
Aspire's dashboard. Then a demo device speaks ten words, streams them in real time and shows what was
heard. At the end everything is stopped.

  --serve   keep the mesh running until Ctrl+C and print its addresses
  --tls     devices, browsers and the dashboard by TLS, with a generated certificate; it says how to trust it
  --help    this text

Logs: artifacts/run/*.log and the dashboard
TEXT
}

serve=false
scheme=http
for option in "$@"; do
    case "$option" in
        --serve) serve=true ;;
        --tls) scheme=https ;;
        --help | -h) usage; exit 0 ;;
        *) echo "run.sh: unknown option '$option'" >&2; usage >&2; exit 2 ;;
    esac
done

logs=artifacts/run
kws=clients/Kws.Cli/bin/Release/net10.0/kws
apphost_pid=
certificate=

say() { if [ -t 1 ]; then printf '\033[1m%s\033[0m\n' "$*"; else printf '%s\n' "$*"; fi; }

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The wished port, or a free one some way above it.
free_port() {
    local port=$1
    until is_free "$port"; do port=$((port + 100)); done
    echo "$port"
}

# What it needs is installed while it is built, unless somebody must type a password first.
prepare_and_build() {
    local begun=$SECONDS installing building
    if ((EUID == 0)) || sudo -n true 2>/dev/null; then
        scripts/prepare.sh run >"$logs/prepare.log" 2>&1 &
    else
        scripts/prepare.sh run | tee "$logs/prepare.log"
        true &
    fi
    installing=$!
    dotnet build AppHost -c Release --nologo -v quiet >"$logs/build.log" 2>&1 &
    building=$!
    while kill -0 "$installing" 2>/dev/null || kill -0 "$building" 2>/dev/null; do
        progress $((SECONDS - begun)) "$installing" "$building"
        sleep 0.2
    done
    [ ! -t 1 ] || printf '\r\033[K'
    wait "$installing" || { cat "$logs/prepare.log" >&2; exit 1; }
    wait "$building" || {
        grep -E "error|Error" "$logs/build.log" | sort -u | head -n 20 >&2 || true
        echo "the build failed; all of it: $logs/build.log" >&2
        exit 1
    }
    say "built after $((SECONDS - begun)) s"
}

# One line that is written over, on a terminal; else a line every half minute.
told=-30
progress() {
    local doing=
    if kill -0 "$2" 2>/dev/null; then doing=$(grep -m1 installing "$logs/prepare.log" || true); fi
    if kill -0 "$3" 2>/dev/null; then doing="building${doing:+, $doing}"; fi
    if [ -t 1 ]; then
        printf '\r\033[K%4d s  %.70s' "$1" "$doing"
    elif (($1 >= told + 30)); then
        told=$1
        printf '%4d s  %s\n' "$1" "$doing"
    fi
}

# The AppHost ends its services, which drain, then its servers, then itself.
stop_mesh() {
    trap - EXIT INT TERM
    if [ -z "$apphost_pid" ]; then kill $(jobs -p) 2>/dev/null || true; fi
    [ -n "$apphost_pid" ] || return 0
    kill -TERM "$apphost_pid" 2>/dev/null || true
    timeout 60 tail --pid="$apphost_pid" -f /dev/null || kill -KILL "$apphost_pid" 2>/dev/null || true
    wait "$apphost_pid" 2>/dev/null || true
}
trap stop_mesh EXIT
trap 'stop_mesh; exit 130' INT
trap 'stop_mesh; exit 143' TERM

mesh_failed() {
    echo "$1; the end of $logs/mesh.log:" >&2
    tail -n 20 "$logs/mesh.log" >&2
    exit 1
}

command -v dotnet >/dev/null || scripts/prepare.sh run
# The built programs look for .NET in its usual places only.
export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
mkdir -p "$logs"

say "building (a minute or two the first time)"
prepare_and_build

# The services that devices and tools talk to: name in the AppHost, usual port, what kws calls its address.
services=(
    "audioinference 5301 KWS_SERVER"
    "featureextraction 5302 KWS_FEATURE_SERVER"
    "visioninference 5303 KWS_VISION_SERVER"
    "tts 5304 KWS_TTS_SERVER"
)
ports=()
addresses=()
for service in "${services[@]}"; do
    read -r name usual variable <<<"$service"
    port=$(free_port "$usual")
    ports+=("Ports__$name=$port")
    addresses+=("$variable=$scheme://localhost:$port")
done
for endpoint in "gateway 5300" "gateway-grpc 5310" "gateway-wyoming 10400"; do
    read -r name usual <<<"$endpoint"
    port=$(free_port "$usual")
    ports+=("Ports__$name=$port")
    [ "$name" != gateway ] || gateway=$scheme://localhost:$port
done
addresses+=("KWS_GATEWAY=$gateway")
dashboard_port=$(free_port 15300)

# Who looks at the dashboard wants to see telemetry within a second, which takes a bit of every service's start.
environment=Production
if $serve; then environment=Development; fi
tls=Off
if [ $scheme = https ]; then tls=Development; fi

say "starting the mesh"
env ASPNETCORE_URLS="$scheme://localhost:$dashboard_port" ASPIRE_ALLOW_UNSECURED_TRANSPORT=true \
    ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL="$scheme://localhost:$(free_port $((dashboard_port + 1)))" \
    DOTNET_ENVIRONMENT="$environment" Tls="$tls" "${ports[@]}" DemoDevice__Enabled="$serve" \
    AppHost/bin/Release/net10.0/AppHost >"$logs/mesh.log" 2>&1 &
apphost_pid=$!
if [ $tls = Development ]; then
    # Its certificate is kept, or made within a second.
    for ((i = 0; i < 300; i++)); do
        certificate=$(grep -m1 -o 'clients to trust: .*' "$logs/mesh.log" || true)
        [ -z "$certificate" ] || break
        kill -0 "$apphost_pid" 2>/dev/null || { apphost_pid=; mesh_failed "the AppHost ended"; }
        sleep 0.1
    done
    [ -n "$certificate" ] || mesh_failed "the AppHost names no certificate"
    certificate=${certificate#*: }
    addresses+=("KWS_CA=$certificate")
fi
export "${addresses[@]}"
begun=$SECONDS
"$kws" health --wait 240 >/dev/null 2>"$logs/health.log" &
waiting=$!
while kill -0 "$waiting" 2>/dev/null; do
    kill -0 "$apphost_pid" 2>/dev/null || { kill "$waiting"; apphost_pid=; mesh_failed "the AppHost ended"; }
    sleep 0.1
done
wait "$waiting" || mesh_failed "AudioInference did not become ready ($(tail -n 1 "$logs/health.log"))"
say "it serves after $((SECONDS - begun)) s"

if $serve; then
    dashboard=$(grep -m1 -o "$scheme://[^ ]*/login?t=[^ ]*" "$logs/mesh.log" || echo "$scheme://localhost:$dashboard_port")
    # The gateway may start a moment after the others.
    for ((i = 0; i < 100; i++)); do
        ! is_free "${gateway##*:}" || { sleep 0.2; continue; }
        break
    done
    link= login=
    if [ "${Identity__Enabled:-false}" = true ]; then
        login="  $kws login"
        # Until somebody came in by it.
        sleep 2
        link=$(grep -m1 -o 'http[^ ]*/connect/join#[^ ]*' "$logs/mesh.log" || true)
    fi
    cat <<TEXT
${certificate:+what browsers have to trust: $certificate
}ready; the console: $gateway/
the dashboard: $dashboard
${link:+choose a name and a password, once, at $link
}try, in another terminal:
$(printf '  export %s\n' "${addresses[@]}")
${login:+$login
}  $kws demo
  $kws classify recording.wav
  curl ${certificate:+--cacert $certificate }-F file=@recording.wav $gateway/predict
  arecord -q -f S16_LE -r 16000 -c 1 | $kws listen -
Ctrl+C stops the mesh.
TEXT
    wait "$apphost_pid" || true
    apphost_pid=
    mesh_failed "the mesh ended"
fi

say "a device speaks ten words (espeak-ng) and streams them in real time"
"$kws" demo
say "stopping the mesh"
cat <<TEXT
To go on: ./run.sh --serve keeps the mesh running, with its dashboard; $kws --help shows what a device can do.
TEXT
