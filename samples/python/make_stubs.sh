#!/usr/bin/env bash
# Generates the Python message classes into ./stubs. Needs protoc and Google's own .proto files:
# apt-get install protobuf-compiler libprotobuf-dev
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p stubs
protoc --proto_path=../../protos --python_out=stubs $(cd ../../protos && find kws -name '*.proto')
