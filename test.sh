#!/usr/bin/env bash
# Builds everything and runs all tests. The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
scripts/prepare.sh test

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0

echo "== build"
dotnet build Kws.Aspire.sln -c Release --nologo -v quiet
echo "== format"
dotnet format Kws.Aspire.sln --verify-no-changes --no-restore || { echo "run: dotnet format"; status=1; }

echo "== .NET tests"
run_tests() { dotnet test "$@" -c Release --no-build --nologo --logger trx --results-directory "$results" --blame-hang-timeout 5m || status=1; }
run_tests Kws.Aspire.sln --filter "FullyQualifiedName!~AppHost.Tests"
# Whole meshes, which need all processors: alone.
run_tests tests/AppHost.Tests

if [ -d training/tests ]; then
    echo "== trainer tests"
    (cd training && /usr/bin/python3 -m unittest discover -s tests -v) 2>&1 | tee "$results/python.log" || status=1
fi

exec /usr/bin/python3 scripts/sum_results.py "$results" "$status"
