#!/usr/bin/env bash
# Installs what is missing, builds, and runs the whole application until Ctrl+C.
set -euo pipefail
cd "$(dirname "$0")"
. eng/prerequisites.sh

started=$SECONDS
say "[1/3] Prerequisites"
require_dotnet
require_redis or-containers

say "[2/3] Build"
dotnet build CacheLayer.AppHost --configuration Release --verbosity quiet

say "[3/3] Run (ready after $((SECONDS - started)) s of preparation; Ctrl+C stops everything)"
stopping=0
trap 'stopping=1' INT TERM
dotnet run --project CacheLayer.AppHost --configuration Release --no-build -- "$@" &
host=$!
status=0
while true; do
  status=0
  wait "$host" || status=$?
  # A signal ends the wait before the host has ended: tell the host, and wait on.
  if kill -0 "$host" 2>/dev/null; then
    kill -INT "$host" 2>/dev/null || true
    continue
  fi
  break
done
if [ "$stopping" = 1 ]; then
  say "Stopped."
  exit 0
fi
[ "$status" = 0 ] || fail "The application ended by itself with exit code $status; its last lines are above."
