# Sourced by run.sh and test.sh: finds what the machine lacks, installs what it may, names the rest.

say() { printf '\033[1m%s\033[0m\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

require_dotnet() {
  command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing. Install it: https://dotnet.microsoft.com/download/dotnet/10.0"
  dotnet --list-sdks | grep -q '^10\.' || fail "The .NET 10 SDK is missing; found: $(dotnet --list-sdks | tr '\n' ' ')"
}

# The command of the container engine that answers; fails when none does.
container_engine() {
  local engine
  for engine in ${ASPIRE_CONTAINER_RUNTIME:-docker podman}; do
    if command -v "$engine" >/dev/null && timeout 5 "$engine" info >/dev/null 2>&1; then
      echo "$engine"
      return
    fi
  done
  return 1
}

# The image that the AppHost uses.
redis_image() { echo "${Cache__Image:-$(sed -n 's/.*"Image": "\(.*\)".*/\1/p' CacheLayer.AppHost/appsettings.json)}"; }

install_redis_with_apt() {
  local sudo="" log policy=/usr/sbin/policy-rc.d
  [ "$(id -u)" = 0 ] || sudo="sudo"
  log=$(mktemp)
  # Debian starts a server of its own on the usual port after installing; nobody asked for that one.
  local own_policy=0
  if [ ! -e "$policy" ]; then
    own_policy=1
    printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
    $sudo chmod +x "$policy"
  fi
  local status=0
  { $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends redis-server; } >"$log" 2>&1 || status=$?
  [ "$own_policy" = 0 ] || $sudo rm -f "$policy"
  if [ "$status" != 0 ]; then
    tail -20 "$log" >&2
    fail "redis-server could not be installed; the end of apt's output is above."
  fi
  rm -f "$log"
}

# What the tests start; the application needs it only where it does not run containers.
require_redis() {
  command -v redis-server >/dev/null && command -v redis-cli >/dev/null && return
  say "Installing redis-server"
  if command -v apt-get >/dev/null; then
    install_redis_with_apt
  elif command -v brew >/dev/null; then
    brew install redis
  else
    fail "redis-server is missing. Install Redis 7.0 or later with your package manager and run this again."
  fi
}
