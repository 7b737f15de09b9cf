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
# Job control, because without it bash starts background commands with Ctrl+C ignored; the trap tells the host instead.
set -m
dotnet run --project CacheLayer.AppHost --configuration Release --no-build -- "$@" </dev/null &
host=$!
stopping=0
trap 'stopping=1; kill -TERM "$host" 2>/dev/null || true' INT TERM
status=0
# A signal ends the wait, not the host: wait on until it has stopped everything.
while kill -0 "$host" 2>/dev/null; do
  status=0
  wait "$host" || status=$?
done
if [ "$stopping" = 1 ]; then
  say "Stopped."
  exit 0
fi
[ "$status" = 0 ] || fail "The application ended by itself with exit code $status; its last lines are above."
