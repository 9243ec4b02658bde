#!/usr/bin/env bash
# Serves the mesh's model to live streams from Python: gRPC's asyncio server and PyTorch, all from Debian. Ctrl+C ends it.
#
#   benchmarks/peers/grpc-python/run.sh [PORT]     (5391)
#
# KWS_MODEL=NAME/VERSION serves another package than the mesh does by default.
# Then: kws bench streams --server http://localhost:5391
set -euo pipefail
cd "$(dirname "$0")"
port=${1:-5391}
source ../install.sh
install python3-grpcio python3-protobuf python3-torch python3-numpy python3-onnx protobuf-compiler libprotobuf-dev
mkdir -p stubs
protoc --proto_path=../../../protos --python_out=stubs $(cd ../../../protos && find kws -name '*.proto')
exec /usr/bin/python3 server.py "$port"
