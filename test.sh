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
dotnet_tests() { dotnet test "$@" -c Release --no-build --nologo --logger trx --results-directory "$results" --blame-hang-timeout 5m; }
trainer_tests() { (cd training && /usr/bin/python3 -m unittest discover -s tests -v) 2>&1 | tee "$results/python.log"; }

echo "== build"
dotnet build Kws.Aspire.sln -c Release --nologo -v quiet
echo "== build: $SECONDS s"
step "format (mend with: dotnet format)" dotnet format Kws.Aspire.sln --verify-no-changes --no-restore
step "tests" dotnet_tests Kws.Aspire.sln --filter "FullyQualifiedName!~AppHost.Tests"
# Whole meshes, which need all processors: alone.
step "tests of whole meshes" dotnet_tests tests/AppHost.Tests
step "trainer tests" trainer_tests

/usr/bin/python3 scripts/sum_results.py "$results" "${failed_steps[@]}"
