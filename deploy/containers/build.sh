#!/usr/bin/env bash
# Builds an image of every service by the .NET SDK's own container support, and pushes them; see --help.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
    cat <<'TEXT'
Usage: deploy/containers/build.sh [--registry R] [--tag T] [--base PREFIX] [--arch A] [NAME...]

Builds and pushes R/kws/NAME:T. Needs the .NET SDK and no container engine. Log in to the registry as for docker or
podman.

  --registry R   where images go (localhost:5000)
  --tag T        their tag (the project's version)
  --base PREFIX  PREFIX/service, PREFIX/speech (with espeak-ng), PREFIX/vision (with libjpeg-turbo), PREFIX/trainer
                 (with PyTorch) and PREFIX/pytorch (PyTorch, no .NET) are the base images, as base.sh makes them
                 (R/kws-base)
  --arch A       amd64, arm64, or both with a comma between: one image for both (this machine's)
  NAME           a service as in services/, in lower case, or trainer, for training jobs on SageMaker (all services)
TEXT
}

registry=localhost:5000 base= arch= services=()
tag=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
while (($#)); do
    case $1 in
        --registry) registry=$2; shift 2 ;;
        --tag) tag=$2; shift 2 ;;
        --base) base=$2; shift 2 ;;
        --arch) arch=$2; shift 2 ;;
        --help | -h) usage; exit 0 ;;
        -*) echo "build.sh: unknown option '$1'" >&2; usage >&2; exit 2 ;;
        *) services+=("$1"); shift ;;
    esac
done
base=${base:-$registry/kws-base}
known=$(cd services && for project in */*.csproj; do basename "$project" .csproj; done)

project_of() {
    local name
    [ "$1" != trainer ] || { echo deploy/containers/trainer; return; }
    for name in $known; do
        [ "${name,,}" != "$1" ] || { echo "services/$name"; return; }
    done
    echo "build.sh: nothing is called '$1'; there are:" ${known,,} trainer >&2
    exit 2
}
base_of() {
    case $1 in
        tts) echo "$base/speech" ;;
        visioninference) echo "$base/vision" ;;
        trainingorchestrator) echo "$base/trainer" ;;
        trainer) echo "$base/pytorch" ;;
        *) echo "$base/service" ;;
    esac
}
runtimes_of() {
    local each runtimes=()
    for each in ${arch//,/ }; do
        case $each in
            amd64) runtimes+=(linux-x64) ;;
            arm64) runtimes+=(linux-arm64) ;;
            *) echo "build.sh: --arch '$each' is not allowed; allowed: amd64, arm64" >&2; exit 2 ;;
        esac
    done
    (IFS=';'; echo "${runtimes[*]}")
}

((${#services[@]})) || read -ra services <<<"$(tr '[:upper:]\n' '[:lower:] ' <<<"$known")"
runtimes=$(runtimes_of)
architecture=()
case $runtimes in
    "") ;;
    *\;*) architecture=("-p:ContainerRuntimeIdentifiers=\"$runtimes\"" "-p:RuntimeIdentifiers=\"$runtimes\"") ;;
    *) architecture=(-r "$runtimes") ;;
esac
# What a service is made of: its packages, with versions and licences.
bill_of() {
    local project=$1 name=$2
    dotnet restore "$project" -v quiet "${architecture[@]}"
    (cd deploy/containers && dotnet tool run dotnet-CycloneDX "$OLDPWD/$project"/*.csproj \
        --disable-package-restore --include-project-references --set-name "kws/$name" --set-version "$tag" \
        --set-type Container --spec-version 1.6 --output-format Json --output "$work" --filename "$name.json") >"$work/log" || { cat "$work/log" >&2; exit 1; }
}

revision=$(git rev-parse --verify -q HEAD 2>/dev/null || true)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd deploy/containers && dotnet tool restore) >"$work/log" || { cat "$work/log" >&2; exit 1; }
for service in "${services[@]}"; do
    began=$SECONDS
    project=$(project_of "$service") several=
    [[ $runtimes != *\;* ]] || several=$(basename "$project"/*.csproj .csproj)
    bill_of "$project" "$service"
    dotnet publish "$project" -c Release --nologo -v quiet -t:PublishContainer \
        -p:ContainerRegistry="$registry" -p:ContainerRepository="kws/$service" -p:ContainerImageTag="$tag" \
        -p:ContainerBaseImage="$(base_of "$service"):${KWS_BASE_TAG:-latest}" \
        -p:CustomAfterMicrosoftCommonTargets="$PWD/deploy/containers/image.targets" \
        -p:ImageBill="$work/$service.json" -p:ImageBillHash="$(sha256sum <"$work/$service.json" | cut -d' ' -f1)" \
        -p:ImageRevision="$revision" -p:SeveralRuntimesOf="$several" "${architecture[@]}"
    printf '%-50s %3d s\n' "$registry/kws/$service:$tag" $((SECONDS - began))
done
