#!/usr/bin/env bash
# Builds everything and runs all tests. The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
scripts/prepare.sh test

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
failed_steps=()

# step NAME COMMAND...: runs it, tells how long it took, and remembers that it failed.
step() {
    local name=$1 began=$SECONDS
    echo "== $name"
    "${@:2}" || failed_steps+=("$name")
    echo "== $name: $((SECONDS - began)) s"
}
# beside NAME COMMAND...: the same beside the steps that follow; its output comes when it is waited for, by 'joined'.
beside() {
    beside_name=$1
    ("${@:2}") >"$results/beside.log" 2>&1 &
    beside_job=$! beside_began=$SECONDS
}
joined() {
    echo "== $beside_name"
    wait "$beside_job" || failed_steps+=("$beside_name")
    cat "$results/beside.log"
    echo "== $beside_name: $((SECONDS - beside_began)) s"
}
dotnet_tests() { dotnet test "$@" -c Release --no-build --nologo --logger trx --results-directory "$results" --blame-hang-timeout 5m; }
trainer_tests() { (cd training && /usr/bin/python3 -m unittest discover -s tests -v) 2>&1 | tee "$results/python.log"; }

echo "== build"
dotnet build Kws.Aspire.sln -c Release --nologo -v quiet
echo "== build: $SECONDS s"
tested=$SECONDS
# Whole meshes speak and listen in real time, so that the other tests find a processor beside them; those come one project
# at a time.
beside "tests of whole meshes" dotnet_tests tests/AppHost.Tests
step "tests" dotnet_tests Kws.Aspire.sln -m:1 --filter "FullyQualifiedName!~AppHost.Tests"
joined
beside "trainer tests" trainer_tests
step "format (mend with: dotnet format)" dotnet format Kws.Aspire.sln --verify-no-changes --no-restore
joined
echo "== tests and format: $((SECONDS - tested)) s"

/usr/bin/python3 scripts/sum_results.py "$results" "${failed_steps[@]}"
