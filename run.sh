#!/usr/bin/env bash
# Installs what is missing, builds, and runs the whole application until Ctrl+C.
set -euo pipefail
cd "$(dirname "$0")"
. eng/prerequisites.sh

# The application decides whether Redis runs as containers or as processes; it ends with this when redis-server is missing for that.
needs_redis_server=3

run_host() {
  dotnet run --project CacheLayer.AppHost --configuration Release --no-build -- "$@" </dev/null &
  host=$!
  status=0
  # A signal ends the wait, not the host: wait on until it has stopped everything.
  while kill -0 "$host" 2>/dev/null; do
    status=0
    wait "$host" || status=$?
  done
}

started=$SECONDS
say "[1/3] Prerequisites"
require_dotnet

say "[2/3] Build"
dotnet build CacheLayer.AppHost --configuration Release --verbosity quiet

say "[3/3] Run (ready after $((SECONDS - started)) s of preparation; Ctrl+C stops everything)"
# Job control, because without it bash starts background commands with Ctrl+C ignored; the trap tells the host instead.
set -m
stopping=0
trap 'stopping=1; kill -TERM "$host" 2>/dev/null || true' INT TERM
run_host "$@"
if [ "$status" = "$needs_redis_server" ] && [ "$stopping" = 0 ]; then
  require_redis
  # It may have been stopped while that was installed.
  [ "$stopping" = 1 ] || run_host "$@"
fi
if [ "$stopping" = 1 ]; then
  say "Stopped."
  exit 0
fi
[ "$status" = 0 ] || fail "The application ended by itself with exit code $status; its last lines are above."
