#!/usr/bin/env bash
# Serves the mesh's model to live streams from Node.js: @grpc/grpc-js and onnxruntime-node. Ctrl+C ends it.
#
#   benchmarks/peers/grpc-node/run.sh [PORT]     (5392)
#
# KWS_MODEL=NAME/VERSION serves another package than the mesh does by default.
# Then: kws bench streams --server http://localhost:5392
set -euo pipefail
cd "$(dirname "$0")"
port=${1:-5392}
command -v node >/dev/null || { echo "Node.js 20 or newer is needed" >&2 && exit 1; }
# The runtime for graphics processors is not asked for.
[ -d node_modules ] || ONNXRUNTIME_NODE_INSTALL=skip ONNXRUNTIME_NODE_INSTALL_CUDA=skip npm install --no-audit --no-fund --silent
exec node server.js "$port" "$(python3 ../flask/model.py)"
