#!/bin/sh
# Makes a cluster of empty nodes that have started, or will have soon: the first ones share the slots, and each of the others
# follows one of them in turn. Does nothing when they are a cluster already. redis-node.sh says what its environment means.
set -eu

: "${REDIS_CLUSTER_NODES:?}" "${REDISCLI_AUTH:?}"
slots=16384
# shellcheck disable=SC2086
set -- $REDIS_CLUSTER_NODES
nodes=$#
primaries=$((nodes / (${REDIS_CLUSTER_REPLICAS:-1} + 1)))

say() { echo "redis-cluster: $*"; }

# ask HOST:PORT@BUS COMMAND...
ask() {
  address=${1%@*}
  shift
  redis-cli -h "${address%:*}" -p "${address##*:}" --raw "$@" 2>/dev/null
}

# A node that has just started does not listen yet, and news takes a moment from node to node.
until_true() {
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ]; then
      say "gave up waiting for: $*" >&2
      exit 1
    fi
    sleep 0.1
  done
}

answers() { [ "$(ask "$1" PING)" = PONG ]; }
knows_all() { [ "$(ask "$1" CLUSTER INFO | tr -d '\r' | sed -n 's/^cluster_known_nodes://p')" = "$nodes" ]; }
follows() { [ "$(ask "$1" CLUSTER REPLICATE "$2")" = OK ]; }

# Nodes meet by number, not by name.
number_of() {
  if command -v getent >/dev/null; then getent ahostsv4 "$1" | awk 'NR == 1 { print $1 }'; else echo "$1"; fi
}

for node in "$@"; do until_true answers "$node"; done
if ask "$1" CLUSTER INFO | grep -q "^cluster_slots_assigned:$slots"; then exit 0; fi

index=0
for node in "$@"; do
  index=$((index + 1))
  # Different from the start: two primaries of one epoch would first have to find out who gives way.
  ask "$node" CLUSTER SET-CONFIG-EPOCH "$index" >/dev/null
  if [ "$index" -le "$primaries" ]; then
    ask "$node" CLUSTER ADDSLOTSRANGE $(((index - 1) * slots / primaries)) $((index * slots / primaries - 1)) >/dev/null
  fi
done

for node in "$@"; do
  address=${node%@*}
  if [ "$node" != "$1" ]; then
    ask "$1" CLUSTER MEET "$(number_of "${address%:*}")" "${address##*:}" "${node#*@}" >/dev/null
  fi
done
for node in "$@"; do until_true knows_all "$node"; done

index=0
for node in "$@"; do
  index=$((index + 1))
  if [ "$index" -gt "$primaries" ]; then
    eval "primary=\${$(((index - 1) % primaries + 1))}"
    # shellcheck disable=SC2154
    until_true follows "$node" "$(ask "$primary" CLUSTER MYID)"
  fi
done
say "$primaries primaries and $((nodes - primaries)) replicas are a cluster"
