#!/usr/bin/env bash
# Builds the bases and all images, runs the whole mesh from them, and uses it: the ten words are heard and HELLO is read. A
# model is trained as SageMaker would, each image's bills of materials are read, and an image for amd64 and arm64 is looked
# into. Prints sizes, cold starts and memory. Installs podman and what else it needs on Debian and Ubuntu.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

fail() { echo "test.sh: $*" >&2; exit 1; }
((EUID == 0)) || fail "run as root: it starts containers with runc, and PostgreSQL as another user"

need=(podman runc buildah docker-registry rabbitmq-server postgresql curl jq)
missing=()
for package in "${need[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q ' installed' || missing+=("$package")
done
scripts/prepare.sh run
if ((${#missing[@]})); then
    echo "installing ${missing[*]}"
    # Their servers are ours to start.
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    rm -f /usr/sbin/policy-rc.d
fi

work=$(mktemp -d)
# Servers run as their own users.
chmod 755 "$work"
registry_port=5000 ports_from=7300
podman=(podman --storage-driver vfs --root "$work/containers" --runroot "$work/run" --cgroup-manager cgroupfs
    --events-backend none)
services=(featureextraction audioinference tts visioninference trainingorchestrator gateway)
declare -A port memory probed
for i in "${!services[@]}"; do port[${services[i]}]=$((ports_from + i)); done

ended() {
    local status=$?
    trap - EXIT
    if ((status)); then
        for service in "${services[@]}"; do
            [ ! -s "$work/$service.log" ] || { echo "== the end of $service's log" >&2; tail -n 15 "$work/$service.log" >&2; }
        done
    fi
    "${podman[@]}" stop -a -t 5 >/dev/null 2>&1 || true
    "${podman[@]}" rm -af >/dev/null 2>&1 || true
    jobs -p | xargs -r kill 2>/dev/null || true
    [ ! -d "$work/postgres" ] || runuser -u postgres -- "$pg_bin/pg_ctl" -D "$work/postgres" stop -m fast >/dev/null 2>&1 || true
    wait 2>/dev/null || true
    rm -rf "$work"
    exit "$status"
}
trap ended EXIT
trap 'exit 130' INT TERM

until_true() {
    local patience=$1 i
    shift
    for ((i = 0; i < patience * 5; i++)); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.2
    done
    return 1
}

step() { printf '== %s\n' "$*"; }

step "registry on localhost:$registry_port"
cat >"$work/registry.yml" <<YAML
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "localhost:$registry_port"}
YAML
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
until_true 10 curl -fs "http://localhost:$registry_port/v2/" || fail "the registry did not start; is port $registry_port taken?"

step "base images"
deploy/containers/base.sh --registry "localhost:$registry_port" service speech vision pytorch trainer
step "images of the services and of the trainer"
deploy/containers/build.sh --registry "localhost:$registry_port" "${services[@]}" trainer
tag=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)

step "bus and database"
pg_bin=$(dirname "$(find /usr/lib/postgresql -name pg_ctl | sort -V | tail -n 1)")
install -d -o postgres "$work/postgres"
printf 'kws\n' >"$work/password" && chmod 644 "$work/password"
runuser -u postgres -- "$pg_bin/initdb" -D "$work/postgres" -U kws --pwfile="$work/password" -A scram-sha-256 >/dev/null
runuser -u postgres -- "$pg_bin/pg_ctl" -D "$work/postgres" -w -l "$work/postgres/log" \
    -o "-p 7432 -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off" start >/dev/null
mkdir -p "$work/rabbitmq" && chown rabbitmq "$work/rabbitmq"
runuser -u rabbitmq -- env HOME="$work/rabbitmq" RABBITMQ_NODENAME=kwstest@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
    RABBITMQ_NODE_PORT=7672 RABBITMQ_DIST_PORT=7674 ERL_EPMD_PORT=7673 ERL_EPMD_ADDRESS=127.0.0.1 \
    RABBITMQ_MNESIA_BASE="$work/rabbitmq/data" RABBITMQ_LOG_BASE="$work/rabbitmq/log" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$work/rabbitmq/plugins" /usr/lib/rabbitmq/bin/rabbitmq-server >"$work/rabbitmq.log" 2>&1 &
until_true 60 bash -c 'exec 3<>/dev/tcp/127.0.0.1/7672' || fail "RabbitMQ did not start: $(tail -n 3 "$work/rabbitmq.log")"

# The services that a service calls, as the AppHost's model has them.
calls() {
    case $1 in
        audioinference) echo featureextraction ;;
        visioninference) echo tts ;;
        gateway) echo featureextraction audioinference visioninference tts trainingorchestrator ;;
    esac
}
settings() {
    local other
    for other in $(calls "$1"); do
        echo "-e services__${other}__http__0=http://127.0.0.1:${port[$other]}"
    done
    echo "-e ASPNETCORE_URLS=http://127.0.0.1:${port[$1]} -e HEALTH_PORT=$((port[$1] + 100))"
    echo "-e ConnectionStrings__bus=amqp://guest:guest@127.0.0.1:7672 -e Storage__Directory=/var/lib/kws/objects"
    case $1 in
        audioinference) echo "-e Features__Source=Remote" ;;
        trainingorchestrator) echo "-e ConnectionStrings__training=Host=127.0.0.1;Port=7432;Username=kws;Password=kws;Database=training" ;;
        gateway)
            echo "-e ConnectionStrings__gateway=Host=127.0.0.1;Port=7432;Username=kws;Password=kws;Database=gateway"
            echo "-e GRPC_PORT=7390 -e Wyoming__Port=7391"
            ;;
    esac
}
healthy() { curl -fs "http://127.0.0.1:$((port[$1] + 100))/health"; }
# Of the container's processes, without what they share.
memory() {
    local process total=0
    for process in $("${podman[@]}" top "$1" hpid 2>/dev/null | tail -n +2); do
        total=$((total + $(awk '/^Private_/ { sum += $2 } END { print sum + 0 }' "/proc/$process/smaps_rollup" 2>/dev/null || echo 0)))
    done
    echo $((total / 1024))
}

image_of() { echo "localhost:$registry_port/kws/$1:$tag"; }
label() { "${podman[@]}" image inspect "$1" --format "{{index .Config.Labels \"$2\"}}"; }
# Whether a bill that an image's labels name is there, is that one, and names a package.
has_bill() {
    local image=$1 root=$2 labels=$3 package=$4 file
    file=$root$(label "$image" "$labels.path")
    [ "$(sha256sum <"$file" | cut -d' ' -f1)" = "$(label "$image" "$labels.sha256")" ] ||
        fail "$image: $labels.sha256 is not that of $file"
    jq -e --arg name "$package" '.bomFormat == "CycloneDX" and any(.components[]; .name == $name and (.version | length > 0))' \
        "$file" >/dev/null || fail "$image: its $labels names no $package"
}
# The kinds of processors that the programs and libraries below a folder are for, as ELF numbers them.
processors() {
    find "$1" -type f \( -perm /111 -o -name '*.so*' \) -print0 | while IFS= read -r -d '' file; do
        [ "$(head -c 4 "$file" | tr -d '\0')" != $'\x7fELF' ] || od -An -tx2 -j18 -N2 "$file"
    done | sort -u | xargs
}

step "bills of materials"
for service in "${services[@]}" trainer; do
    image=$(image_of "$service")
    "${podman[@]}" pull -q --tls-verify=false "$image" >/dev/null
    root=$("${podman[@]}" image mount "$image")
    has_bill "$image" "$root" kws.base.sbom libc6
    if [ "$service" = trainer ]; then
        has_bill "$image" "$root" kws.base.sbom python3-torch
        [ ! -e "$root/usr/share/dotnet" ] || fail "$image holds .NET"
    else
        has_bill "$image" "$root" kws.base.sbom Microsoft.AspNetCore.App
        has_bill "$image" "$root" kws.sbom Grpc.AspNetCore
        jq -e 'any(.components[]; .name == "Grpc.AspNetCore" and .licenses[0].license.id == "Apache-2.0")' \
            "$root/app/sbom.cdx.json" >/dev/null || fail "$image: its bill does not tell licences"
    fi
    for name in title version revision licenses base.name; do
        [ -n "$(label "$image" "org.opencontainers.image.$name")" ] || fail "$image has no label org.opencontainers.image.$name"
    done
    "${podman[@]}" image unmount "$image" >/dev/null
done
echo "$((${#services[@]} + 1)) images name what they hold"

step "one image for amd64 and arm64"
deploy/containers/base.sh --registry "localhost:$registry_port" --tag both --arch amd64,arm64 service
KWS_BASE_TAG=both deploy/containers/build.sh --registry "localhost:$registry_port" --tag both --arch amd64,arm64 audioinference
both=localhost:$registry_port/kws/audioinference:both
for each in amd64=003e arm64=00b7; do
    "${podman[@]}" pull -q --tls-verify=false --arch "${each%=*}" "$both" >/dev/null
    [ "$("${podman[@]}" image inspect "$both" --format '{{.Architecture}}')" = "${each%=*}" ] || fail "no image of $both is for ${each%=*}"
    root=$("${podman[@]}" image mount "$both")
    [ -n "$(find "$root/app" -name 'libonnxruntime.so*')" ] || fail "$both: no ONNX Runtime for ${each%=*}"
    [ "$(processors "$root")" = "${each#*=}" ] || fail "$both for ${each%=*} has programs for others: $(processors "$root")"
    echo "${each%=*}: $(find "$root" -name '*.so*' -type f | wc -l) libraries, all of them for it"
    "${podman[@]}" image unmount "$both" >/dev/null
    "${podman[@]}" rmi -f "$both" >/dev/null
done

step "the trainer, as SageMaker starts it"
ml=$work/ml
mkdir -p "$ml"/input/{config,data/training} "$ml"/{model,output,checkpoints}
trainer() { "${podman[@]}" run --rm --runtime runc --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --network none -v "$ml:/opt/ml:rw" "$@"; }
trainer -v "$PWD/training/tests:/tests:ro" --entrypoint python3 "$(image_of trainer)" -B -c \
    'import sys; sys.path.insert(0, "/tests"); import synthetic_data; synthetic_data.write_data_set("/opt/ml/input/data/training")'
cat >"$ml/input/data/training/recipe.json" <<'JSON'
{"name": "tones", "version": "1.0.0", "seed": 3, "epochs": 50, "batch_size": 16, "learning_rate": 0.01, "warm_up_epochs": 0.5,
 "weight_decay": 0.01, "average_decay": 0.9, "keywords": ["yes", "no"], "architecture": {"kind": "tc-resnet", "width": 0.5},
 "sampling": {"per_keyword": 12, "unknown": 12, "silence": 8}, "label_smoothing": 0.02, "spec_augment": null}
JSON
printf '{"current_host": "algo-1", "hosts": ["algo-1"]}\n' >"$ml/input/config/resourceconfig.json"
job() {
    jq -n --arg epochs "$1" '{sagemaker_program: "\"train.py\"", task: "\"keyword-spotting\"",
        recipe: "\"/opt/ml/input/data/training/recipe.json\"", "set.epochs": ($epochs | tojson)}' \
        >"$ml/input/config/hyperparameters.json"
    trainer "$(image_of trainer)" train
}
job 2 | tee "$work/trainer.log"
package=$ml/model/keyword-spotting/tones/1.0.0
jq -e '.name == "tones" and (.labels | length == 4)' "$package/manifest.json" >/dev/null || fail "the trainer left no package"
jq -r '.files[] | "\(.sha256)  \(.path // .name)"' "$package/manifest.json" | (cd "$package" && sha256sum -c --quiet) ||
    fail "the package is not what its manifest says"
[ -n "$(ls "$ml/checkpoints")" ] || fail "the trainer left no checkpoint"
[ ! -e "$ml/output/failure" ] || fail "the trainer says that it failed: $(cat "$ml/output/failure")"
status=0
job 0 >"$work/trainer.log" 2>&1 || status=$?
[ "$status" = 2 ] && grep -q epochs "$ml/output/failure" || fail "a bad job ended with $status and told no reason"
echo "a bad job ends with $status and tells SageMaker: $(cat "$ml/output/failure")"

step "containers: nobody's user, nothing writable but /tmp and /var/lib/kws"
mkdir -p "$work/objects" && chown 1654 "$work/objects"
declare -A cold
for service in "${services[@]}"; do
    program=$("${podman[@]}" image inspect "$(image_of "$service")" --format '{{index .Config.Entrypoint 0}}')
    began=$(date +%s%N)
    # shellcheck disable=SC2046
    "${podman[@]}" run --name "$service" --runtime runc --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --network host \
        --read-only --tmpfs /tmp:rw,mode=1777 -v "$work/objects:/var/lib/kws:rw" --cap-drop all --security-opt no-new-privileges \
        --health-cmd "[\"$program\", \"--probe\"]" --health-interval disable \
        $(settings "$service") "$(image_of "$service")" >"$work/$service.log" 2>&1 &
    until_true 90 healthy "$service" || fail "$service did not become healthy: $(curl -s "http://127.0.0.1:$((port[$service] + 100))/health")"
    cold[$service]=$((($(date +%s%N) - began) / 1000000))
    # The engine's own check, and the other page; a port where nobody listens is not healthy.
    began=$(date +%s%N)
    "${podman[@]}" healthcheck run "$service" >/dev/null || fail "$service: its probe says that it is not healthy"
    probed[$service]=$((($(date +%s%N) - began) / 1000000))
    "${podman[@]}" exec "$service" "$program" --probe alive || fail "$service: its probe says that it is not alive"
    status=0
    "${podman[@]}" exec -e HEALTH_PORT=1 "$service" "$program" --probe 2>"$work/probe.txt" || status=$?
    [ "$status" = 1 ] && [ "$(wc -l <"$work/probe.txt")" = 1 ] || fail "$service: a probe of nobody ended with $status"
done

kws=clients/Kws.Cli/bin/Release/net10.0/kws
[ -x "$kws" ] || dotnet build clients/Kws.Cli -c Release --nologo -v quiet
export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
step "the ten words, through the gateway"
"$kws" demo --server http://127.0.0.1:7390 | tee "$work/demo.txt"
grep -q '10 of 10 words heard right, 0 false alarms' "$work/demo.txt" || fail "not all words were heard"
photos=${KWS_DATA:-../shared/data}
if [ -d "$photos/signs" ]; then
    step "HELLO, in photos"
    KWS_DATA=$photos "$kws" sign demo --vision-server http://127.0.0.1:7390 | tee "$work/sign.txt"
    grep -q HELLO "$work/sign.txt" || fail "HELLO was not read"
else
    echo "no photos under $photos: signs are not tried"
fi

step "SIGTERM drains"
for service in "${services[@]}"; do memory[$service]=$(memory "$service"); done 2>/dev/null || true
"${podman[@]}" stop -t 30 gateway >/dev/null
[ "$("${podman[@]}" inspect gateway --format '{{.State.ExitCode}}')" = 0 ] || fail "the gateway ended with another status than 0"

step "figures"
printf '%-22s %10s %14s %12s %10s\n' service "image, MB" "cold start, s" "memory, MB" "probe, s"
for service in "${services[@]}"; do
    size=$("${podman[@]}" image inspect "$(image_of "$service")" --format '{{.Size}}')
    printf '%-22s %10d %14s %12s %10s\n' "$service" $((size / 1000000)) "$(awk "BEGIN { printf \"%.1f\", ${cold[$service]} / 1000 }")" \
        "${memory[$service]:-}" "$(awk "BEGIN { printf \"%.1f\", ${probed[$service]} / 1000 }")"
done
printf '%-22s %10d\n' trainer $(($("${podman[@]}" image inspect "$(image_of trainer)" --format '{{.Size}}') / 1000000))
echo "the mesh ran from its images"
