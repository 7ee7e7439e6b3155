#!/usr/bin/env bash
# Runs Timeline from a clone, on http://localhost:5080 unless told otherwise, until Ctrl-C:
#   deploy/run.sh [arguments of the service, such as --urls http://localhost:8000]
# ASPNETCORE_URLS, ASPNETCORE_ENVIRONMENT, TIMELINE_DATA and ConnectionStrings__Timeline are the service's own.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=deploy/lib.sh
. "$root/deploy/lib.sh"

case ${1-} in
  -h | --help)
    sed -n '2,/^set/s/^# //p' "${BASH_SOURCE[0]}"
    exit
    ;;
esac

need_dotnet
need_icu
[ -n "${ConnectionStrings__Timeline-}" ] || need_postgres

# Nobody wants to read a build that went well, or to wait for they do not know what.
printf 'Building the service; the first time takes a minute or two.\n' >&2
output=$(dotnet build "$root/src/Timeline.Api" -c Release 2>&1 </dev/null) ||
  fail "$output"

export ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-${DOTNET_ENVIRONMENT:-Development}}
export ASPNETCORE_URLS=${ASPNETCORE_URLS:-http://localhost:5080}
export ASPNETCORE_CONTENTROOT=${ASPNETCORE_CONTENTROOT:-$root/src/Timeline.Api}
# In this shell's place, so that Ctrl-C and SIGTERM reach the service, which then stops its cluster.
exec dotnet "$root/src/Timeline.Api/bin/Release/net10.0/Timeline.Api.dll" "$@"
