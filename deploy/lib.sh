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
  command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# may_install WHAT PACKAGE: says what will be installed; where apt-get cannot do it from here, what to install by hand, and ends.
may_install() {
  if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
    fail "$1 is missing and cannot be installed from here: have an administrator run 'apt-get install $2'."
  fi
  printf '%s is missing: installing %s by apt-get (Ctrl-C stops it).\n' "$1" "$2" >&2
  as_root apt-get -qq -o DPkg::Lock::Timeout=300 update >&2 || true
}

# Output goes to stderr: stdout is the service's and the tests'.
apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >&2
}

need_postgres() {
  local settings=/etc/postgresql-common/createcluster.conf installed=yes
  has_postgres && return
  may_install "PostgreSQL (15 or newer)" postgresql
  # The service has a cluster of its own. Debian's would take port 5432 from whoever wants it, so it is not made now;
  # afterwards the machine's own setting is as before.
  apt_install postgresql-common || fail "PostgreSQL could not be installed: apt-get's own words are above."
  as_root sed -i 's/^#create_main_cluster = true$/create_main_cluster = false # for now/' "$settings"
  apt_install postgresql || installed=no
  as_root sed -i 's/^create_main_cluster = false # for now$/#create_main_cluster = true/' "$settings"
  [ "$installed" = yes ] || fail "PostgreSQL could not be installed: apt-get's own words are above."
  has_postgres || fail "This Debian's PostgreSQL is older than 15: install a newer one from apt.postgresql.org."
}

need_chromium() {
  has_chromium && return
  may_install "Chromium (for the tests of the pages)" chromium-headless-shell
  apt_install chromium-headless-shell fonts-dejavu-core || fail "Chromium could not be installed: apt-get's own words are above."
}

# What .NET knows of languages, calendars and dates, it has from ICU (CLDR); without it nothing starts.
has_icu() {
  PATH=$PATH:/sbin:/usr/sbin ldconfig -p | grep -q 'libicuuc\.so' || compgen -G '/usr/lib*/*/libicuuc.so*'
} >/dev/null

need_icu() {
  local package
  has_icu && return
  may_install "ICU (languages and dates)" libicu
  # Each Debian has one version, and its number in the name.
  package=$(apt-cache search --names-only '^libicu[0-9]+$' | sort -V | tail -n 1 | cut -d ' ' -f 1)
  [ -n "$package" ] || fail "ICU could not be installed: no package libicu is known here."
  apt_install "$package" || fail "ICU could not be installed: apt-get's own words are above."
  has_icu || fail "ICU was installed, but is not found where .NET looks for it (libicuuc.so)."
}

has_varnish() {
  PATH=$PATH:/usr/sbin command -v varnishd
} >/dev/null

need_varnish() {
  local policy=/usr/sbin/policy-rc.d ours='' installed=yes
  has_varnish && return
  may_install "Varnish (for the tests behind a cache)" varnish
  # The tests start one of their own. Debian's would take port 6081, so it is not started now.
  if [ ! -e "$policy" ]; then
    as_root install -m 755 /dev/stdin "$policy" <<<$'#!/bin/sh\nexit 101'
    ours=yes
  fi
  apt_install varnish || installed=no
  [ -z "$ours" ] || as_root rm "$policy"
  [ "$installed" = yes ] || fail "Varnish could not be installed: apt-get's own words are above."
}
