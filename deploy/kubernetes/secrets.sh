#!/usr/bin/env bash
# Makes the mesh's secrets at random in the cluster that kubectl speaks to; one that is there stays as it is. Nothing is shown,
# written to a file or put on a command line.
set -euo pipefail
namespace=${1:-kws}

make() {
    if kubectl -n "$namespace" get secret "$1" >/dev/null 2>&1; then
        echo "$1 is there"
    else
        kubectl -n "$namespace" create -f -
    fi
}
base64_text() { openssl rand -base64 "$1" | tr -d '\n'; }
login() {
    make "database-$1" <<YAML
apiVersion: v1
kind: Secret
metadata: {name: database-$1}
type: kubernetes.io/basic-auth
stringData: {username: $1, password: "$(openssl rand -hex 32)"}
YAML
}

kubectl get namespace "$namespace" >/dev/null 2>&1 || kubectl create namespace "$namespace"
make access <<YAML
apiVersion: v1
kind: Secret
metadata: {name: access}
stringData: {mesh-key: "$(base64_text 32)"}
YAML
login training
login gateway
