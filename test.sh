#!/usr/bin/env bash
# Builds everything and runs the tests. The last line is 'N passed, N failed'.
# Usage: ./test.sh [--all] [--style]
#   --all    also those that take long: outages, floods, crashes in whole meshes, hosts that go away, trainings, a cloud
#            that is played, load generators, the console's farther pages, accuracy on hours of audio
#   --style  also the code's format
set -euo pipefail
cd "$(dirname "$0")"
all=false style=false
for option in "$@"; do
    case $option in
    --all) all=true ;;
    --style) style=true ;;
    *) echo "$0: unknown option $option; expected --all or --style" >&2 && exit 2 ;;
    esac
done
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Nothing runs long enough here to earn what its compiler spends on methods that were called thirty times: a fifth of the
# processor time of all tests.
export DOTNET_TieredPGO=0 DOTNET_TC_CallCountThreshold=300
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
# beside NAME COMMAND...: starts a step that has only the time in which the steps after it leave a processor idle; each
# begins when the one before it has ended. 'joined' waits for all and shows their output.
beside_names=() beside_jobs=()
beside() {
    local before= log="$results/beside${#beside_names[@]}.log"
    ((${#beside_jobs[@]} == 0)) || before=${beside_jobs[-1]}
    (
        renice -n 19 "$BASHPID" >/dev/null
        [ -z "$before" ] || timeout 1200 tail --pid="$before" -f /dev/null
        began=$SECONDS status=0
        "${@:2}" || status=$?
        echo "== $1: $((SECONDS - began)) s"
        exit "$status"
    ) >"$log" 2>&1 &
    beside_names+=("$1") beside_jobs+=($!)
}
joined() {
    local i
    for i in "${!beside_jobs[@]}"; do
        echo "== ${beside_names[i]}"
        wait "${beside_jobs[i]}" || failed_steps+=("${beside_names[i]}")
        cat "$results/beside$i.log"
    done
}
wanted='Duration!=Long' hanging=()
if "$all"; then
    # Names the test that hangs; a process more for each project.
    wanted='Duration!=None' hanging=(--blame-hang-timeout 5m)
    export KWS_ALL_TESTS=1
fi
# dotnet_tests FILTER NAME...: the projects, two at a time.
dotnet_tests() {
    local name programs=() folder
    folder=$(mktemp -d -p "$results")
    for name in "${@:2}"; do programs+=("tests/$name/bin/Release/net10.0/$name.dll"); done
    dotnet test "${programs[@]}" --nologo --filter "$wanted&$1" --logger trx --results-directory "$folder" "${hanging[@]}" -- RunConfiguration.MaxCpuCount=2
}
# Those without servers and clocks, which bear to be held up.
patient=(
    Architecture.Tests Aws.Tests Kubernetes.Tests Kws.Audio.Tests Kws.Batching.Tests Kws.Detection.Tests
    Kws.Evaluation.Tests Kws.Features.Tests Kws.Models.Tests
)
# The longest first; whole meshes, which need all processors while they start, alone.
projects=(Gateway.Tests TrainingOrchestrator.Tests Kws.Cli.Tests AudioInference.Tests ServiceDefaults.Tests InteropTests)
for project in tests/*Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    [[ " AppHost.Tests ScaleOut.Tests ${patient[*]} ${projects[*]} " == *" $name "* ]] || projects+=("$name")
done
trainer_tests() { (cd training && OMP_NUM_THREADS=1 /usr/bin/python3 -m unittest discover -s tests -v) 2>&1 | tee "$results/python.log"; }

echo "== build"
# One compiler for all projects, whatever the environment says: started anew for each, it would take twice as long.
dotnet build Kws.Aspire.sln -c Release --nologo -v quiet -p:UseSharedCompilation=true
dotnet build-server shutdown --vbcscompiler >/dev/null
echo "== build: $SECONDS s"
built=$SECONDS
# A browser plays a microphone and a camera in real time: its tests bear nothing heavy beside them.
browser="FullyQualifiedName~Kws.Gateway.Tests.Console"
step "tests" dotnet_tests "${browser/\~/!~}" "${projects[@]}"
# Meshes wait most of the time.
beside "tests of libraries" dotnet_tests "${browser/\~/!~}" "${patient[@]}"
beside "trainer tests" trainer_tests
step "tests of whole meshes" dotnet_tests "${browser/\~/!~}" AppHost.Tests
# Two hundred devices in real time.
"$all" && step "tests of several hosts" dotnet_tests "${browser/\~/!~}" ScaleOut.Tests
step "tests of the console in a browser" dotnet_tests "$browser" Gateway.Tests
joined
"$style" && step "format (mend with: dotnet format)" dotnet format Kws.Aspire.sln --verify-no-changes --no-restore
echo "== all tests: $((SECONDS - built)) s"

/usr/bin/python3 scripts/sum_results.py "$results" "${failed_steps[@]}"
