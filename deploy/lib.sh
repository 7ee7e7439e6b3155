# shellcheck shell=bash
# What run.sh and test.sh share: getting Debian's packages onto the machine. To be sourced.

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

need_dotnet() {
  command -v dotnet >/dev/null || fail "The .NET 10 SDK is needed: see https://dotnet.microsoft.com/download"
}

# True when server programs of PostgreSQL 15 or newer are here, on PATH or where Debian puts them.
has_postgres() {
  local server version
  for server in "$(command -v postgres || true)" /usr/lib/postgresql/*/bin/postgres; do
    [ -x "$server" ] || continue
    version=$("$server" --version | sed -E 's/.*\(PostgreSQL\) ([0-9]+).*/\1/')
    case $version in
      '' | *[!0-9]*) ;;
      *) [ "$version" -lt 15 ] || return 0 ;;
    esac
  done
  return 1
}

has_chromium() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# apt_get WHAT PACKAGE...: installs, or says in one sentence what to install by hand. Its output goes to stderr.
apt_get() {
  local what=$1
  shift
  if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
    fail "$what is missing and cannot be installed from here: have an administrator run 'apt-get install $*'."
  fi
  as_root apt-get -qq -o DPkg::Lock::Timeout=300 update >&2 || true
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >&2 ||
    fail "$what could not be installed: apt-get's own words are above."
}

need_postgres() {
  local settings=/etc/postgresql-common/createcluster.conf
  has_postgres && return
  # The service has a cluster of its own. Debian's would take port 5432 from whoever wants it, so it is not made now;
  # afterwards the machine's own setting is as before.
  apt_get "PostgreSQL (15 or newer)" postgresql-common
  as_root sed -i 's/^#create_main_cluster = true$/create_main_cluster = false # for now/' "$settings"
  # A subshell, so that its failure still lets the setting be put back.
  if ! (apt_get "PostgreSQL (15 or newer)" postgresql); then
    as_root sed -i 's/^create_main_cluster = false # for now$/#create_main_cluster = true/' "$settings"
    exit 1
  fi
  as_root sed -i 's/^create_main_cluster = false # for now$/#create_main_cluster = true/' "$settings"
  has_postgres || fail "This Debian's PostgreSQL is older than 15: install a newer one from apt.postgresql.org."
}

need_chromium() {
  has_chromium || apt_get "Chromium (for the tests of the pages)" chromium fonts-dejavu-core
}
