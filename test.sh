#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests: all of them, or those of one tier. The last line is "N passed, N failed".
#
#   ./test.sh [unit|redis|faults|application] [OPTION OF dotnet test]...
set -euo pipefail
cd "$(dirname "$0")"
. eng/prerequisites.sh

tier=
case ${1:-} in unit | redis | faults | application) tier=$1; shift ;; esac
case ${1:-} in
  -* | '') ;;
  *) echo "'$1' is unexpected: ./test.sh [unit|redis|faults|application] [OPTION OF dotnet test]..." >&2; exit 2 ;;
esac

say "[1/3] Prerequisites"
require_dotnet
if [ "$tier" = unit ]; then
  # Whatever starts one in this tier fails, and says so.
  export REDIS_SERVER=/dev/null/none
else
  require_redis
fi

say "[2/3] Build"
dotnet build CacheLayer.sln --verbosity quiet

say "[3/3] Tests"
# dotnet test takes one filter: that of the caller narrows the tier's.
filter=${tier:+Tier=$tier}
options=()
while [ $# != 0 ]; do
  case $1 in
    --filter) filter=${filter:+"$filter&"}"($2)"; shift ;;
    --filter=* | --filter:*) filter=${filter:+"$filter&"}"(${1#--filter?})" ;;
    *) options+=("$1") ;;
  esac
  shift
done
[ -z "$filter" ] || options+=(--filter "$filter")
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
dotnet test CacheLayer.sln --no-build --logger "console;verbosity=normal" --logger "trx" --results-directory "$results" ${options[@]+"${options[@]}"} || status=$?

count() { cat "$results"/*.trx 2>/dev/null | sed -n "s/.*<Counters.* $1=\"\([0-9]*\)\".*/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'; }
passed=$(count passed)
failed=$(count failed)
skipped=$(($(count total) - $(count executed)))
# Once more, where it is found: what failed and why is above, among all that the others wrote.
failures() {
  cat "$results"/*.trx 2>/dev/null | awk '
    /<UnitTestResult .*outcome="Failed"/ { name = $0; sub(/.* testName="/, "", name); sub(/".*/, "", name); print "Failed: " name }
    /<Message>/ { why = 1; sub(/.*<Message>/, "") }
    why { line = $0; sub(/<\/Message>/, "", line); sub(/.*<StackTrace>/, "", line); sub(/<\/StackTrace>/, "", line); print "    " line }
    /<\/StackTrace>/ { why = 0 }' | sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&#xD;//g; s/&amp;/\&/g'
}
failures
# A run that broke before any test, or tested nothing, has failed too.
if [ "$status" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
[ "$((passed + failed))" != 0 ] || failed=1
summary="$passed passed, $failed failed"
[ "$skipped" = 0 ] || summary="$summary, $skipped skipped"
echo "$summary"
[ "$failed" = 0 ]
