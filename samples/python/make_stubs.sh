#!/usr/bin/env bash
# Generates the Python message classes into ./stubs (needs protoc: apt-get install protobuf-compiler).
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p stubs
protoc --proto_path=../../protos --python_out=stubs $(cd ../../protos && find kws -name '*.proto' -not -path '*/dashboard/*')
