#!/usr/bin/env bash
# Makes the base images and an image of every service, and pushes them to the account's registry; see --help.
set -euo pipefail
cd "$(dirname "$0")/../.."

usage() {
    cat <<'TEXT'
Usage: deploy/aws/push-images.sh [--tag T]

Pushes kws-base/... and kws/... to Amazon ECR in the account and region of the AWS CLI. The repositories are there once
kws-data is deployed. Runs on Debian, whose packages (for ARM, whatever this machine is) the bases are made of; needs the
.NET SDK, buildah and the AWS CLI.

  --tag T   of the services' images (the project's version); then deploy with -c tag=T
TEXT
}

tag=()
while (($#)); do
    case $1 in
        --tag) tag=(--tag "$2"); shift 2 ;;
        --help | -h) usage; exit 0 ;;
        *) echo "push-images.sh: unknown option '$1'" >&2; usage >&2; exit 2 ;;
    esac
done
fail() { echo "push-images.sh: $*" >&2; exit 1; }
for program in aws buildah dotnet; do
    command -v "$program" >/dev/null || fail "$program is missing"
done

region=${AWS_REGION:-$(aws configure get region)} || fail "the AWS CLI has no region: aws configure set region us-east-1"
account=$(aws sts get-caller-identity --query Account --output text)
registry=$account.dkr.ecr.$region.amazonaws.com

# One file of logins for buildah and for the .NET SDK, gone with this script.
logins=$(mktemp -d)
trap 'rm -rf "$logins"' EXIT
export REGISTRY_AUTH_FILE=$logins/config.json DOCKER_CONFIG=$logins
aws ecr get-login-password --region "$region" | buildah login --username AWS --password-stdin "$registry"

deploy/containers/base.sh --registry "$registry" --arch arm64 service speech vision trainer
deploy/containers/build.sh --registry "$registry" --arch arm64 "${tag[@]}"
