#!/usr/bin/env bash
# Puts every project of the tree into Kws.Aspire.sln. Idempotent.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files '*.csproj' | xargs -r dotnet sln Kws.Aspire.sln add >/dev/null
