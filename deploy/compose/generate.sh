#!/usr/bin/env bash
# Makes compose.yaml from the AppHost's model.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet run --project AppHost -c Release -- --publisher manifest --output-path "$work/manifest.json" >/dev/null
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
dotnet run --project deploy/Kws.Deploy -c Release -- compose "$work/manifest.json" "$version" >"$work/compose.yaml"
mv "$work/compose.yaml" deploy/compose/compose.yaml
