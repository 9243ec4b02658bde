#!/usr/bin/env bash
# Puts the operators of the bus and of the databases into the cluster that kubectl speaks to, and waits for them.
set -euo pipefail
kubectl apply --server-side -f https://github.com/rabbitmq/cluster-operator/releases/latest/download/cluster-operator.yml
kubectl apply --server-side -f \
    https://raw.githubusercontent.com/cloudnative-pg/cloudnative-pg/release-1.29/releases/cnpg-1.29.3.yaml
kubectl -n rabbitmq-system rollout status deployment/rabbitmq-cluster-operator
kubectl -n cnpg-system rollout status deployment/cnpg-controller-manager
