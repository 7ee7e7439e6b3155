#!/usr/bin/env bash
# Runs every test: deploy/test.sh [arguments of dotnet test, such as --filter DisplayName~rally]
# The last line says "N passed, N failed, N skipped" over all test projects. Fails when a test fails or none ran.
# What depends on the engine runs on the Marten engine too, where its packages can be had; the line before the last says so.
# TIMELINE_ENGINES=native leaves that out. TIMELINE_MSBUILD_ARGS holds more arguments for the builds, such as
# -p:RestoreAdditionalProjectSources=<a folder with the packages>.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=deploy/lib.sh
. "$root/deploy/lib.sh"

need_dotnet
need_postgres
need_chromium
need_varnish

configuration=(-c Release)
for argument in "$@"; do
  case $argument in -c | -c=* | --configuration | --configuration=*) configuration=() ;; esac
done

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
read -r -a build <<<"${TIMELINE_MSBUILD_ARGS-}"

# run_tests WHAT ARGUMENTS...
run_tests() {
  dotnet test "$@" "${configuration[@]}" "${build[@]}" --logger trx --results-directory "$results" </dev/null || status=$?
}

run_tests "$root/Timeline.sln" "$@"
engines=native
if [ "${TIMELINE_ENGINES-}" = native ]; then
  why="not asked for (TIMELINE_ENGINES=native)"
elif output=$(dotnet restore "$root/src/Timeline.Marten" -p:Engine=Marten "${build[@]}" 2>&1 </dev/null); then
  engines="native, marten"
  # What reads is the same on every engine, and so the contract of what writes is enough; a filter of the caller's own is left.
  every=("$@")
  [ "$#" -gt 0 ] || every=(--filter 'FullyQualifiedName~EngineContract|FullyQualifiedName~Api.Tests.Marten')
  run_tests "$root/tests/Timeline.Api.Tests" -p:Engine=Marten "${every[@]}"
  run_tests "$root/tests/Timeline.Marten.Tests" -p:Engine=Marten "$@"
else
  # NuGet says one sentence for each package that it cannot find; one about the engine itself says most.
  sentences=$(sed -n -E 's/.*error (NU[0-9]+: [^[]*[^[ ]).*/\1/p' <<<"$output")
  why=$(grep -m 1 -E 'Marten|Wolverine' <<<"$sentences" || head -n 1 <<<"$sentences")
fi

# Sums one counter over the projects' results. The XML escapes what tests print, so a tag is always a tag.
total() {
  find "$results" -name '*.trx' -exec grep -ho '<Counters [^>]*>' {} + | sed -E "s/.* $1=\"([0-9]+)\".*/\1/" |
    awk '{ n += $1 } END { print n + 0 }'
}
passed=$(total passed)
failed=$(($(total failed) + $(total error) + $(total timeout) + $(total aborted)))
skipped=$(($(total total) - passed - failed))

if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
  printf '\nThe build or a test host failed (see above). It counts as one failure.\n'
  failed=1
elif [ "$((passed + failed))" -eq 0 ]; then
  printf '\nNo test ran.\n'
  status=1
elif [ "$failed" -ne 0 ]; then
  status=1
fi
printf '\nengines tested: %s%s\n' "$engines" "${why+; the Marten engine was not built: ${why:-$output}}"
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
exit "$status"
