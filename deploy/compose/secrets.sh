#!/usr/bin/env bash
# Writes what deploy/compose/compose.yaml asks for into deploy/compose/.env, each value random and made once.
set -euo pipefail
cd "$(dirname "$0")"
umask 077
touch .env
for name in KWS_MESH_KEY KWS_BUS_PASSWORD KWS_POSTGRES_PASSWORD KWS_OBJECTS_KEY KWS_DASHBOARD_TOKEN; do
    grep -q "^$name=" .env && continue
    case $name in
        KWS_MESH_KEY) value=$(head -c 32 /dev/urandom | base64 | tr -d '\n') ;;
        # Stands in addresses too.
        *) value=$(head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n=') ;;
    esac
    printf '%s=%s\n' "$name" "$value" >>.env
done
echo "deploy/compose/.env has all secrets; keep it to yourself"
