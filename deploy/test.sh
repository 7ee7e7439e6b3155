#!/usr/bin/env bash
# Runs every test: deploy/test.sh [arguments of dotnet test, such as --filter DisplayName~rally]
# What they need and this machine lacks it installs first, by apt-get: ICU, PostgreSQL, Chromium, Varnish.
# The last line says "N passed, N failed, N skipped" over all test projects. Fails when a test fails or none ran.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=deploy/lib.sh
. "$root/deploy/lib.sh"

need_dotnet
need_icu
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
dotnet test "$root/Timeline.sln" "$@" "${configuration[@]}" --logger trx --results-directory "$results" </dev/null || status=$?

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
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
exit "$status"
