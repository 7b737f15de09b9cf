#!/bin/sh
# Starts one Redis node in the role that the sentinels say; configured by environment only, so that no secret is on a command line.
#
#   REDIS_PORT REDIS_PASSWORD REDIS_DIR       required
#   REDIS_BIND REDIS_ANNOUNCE_HOST            default 127.0.0.1
#   REDIS_ANNOUNCE_PORT                       default REDIS_PORT
#   REDIS_PRIMARY                             host:port to replicate when no sentinel answers; empty: this is the first primary
#   REDIS_SENTINELS                           "host:port host:port"; empty: the node stands alone
#   REDIS_SERVICE_NAME REDIS_DOWN_AFTER_MS    default cache, 1500
#   REDIS_MAXMEMORY REDIS_MAXMEMORY_POLICY    default 256mb, allkeys-lfu
#   REDIS_APPENDONLY                          default no
#   REDIS_CLUSTER_PORT                        the port of the cluster bus; empty: the node is not part of a cluster
#   REDIS_CLUSTER_TIMEOUT_MS                  default 1500: a node that is silent for so long has failed
#   REDIS_CLUSTER_NODES                       "host:port@bus host:port@bus ...": this node makes a cluster of these, itself the first
#   REDIS_CLUSTER_REPLICAS                    replicas of each primary; default 1
#   REDIS_SERVER                              default redis-server; valkey-server does as well
set -eu
umask 077

: "${REDIS_PORT:?}" "${REDIS_PASSWORD:?}" "${REDIS_DIR:?}"
# Sentinels write the password back into their configuration without quoting it.
case $REDIS_PASSWORD in
  *[[:space:]\"\'\\]*) echo 'REDIS_PASSWORD may not contain blanks, quotes or backslashes.' >&2; exit 64 ;;
esac
announce_host=${REDIS_ANNOUNCE_HOST:-127.0.0.1}
announce_port=${REDIS_ANNOUNCE_PORT:-$REDIS_PORT}
self="$announce_host:$announce_port"
service=${REDIS_SERVICE_NAME:-cache}
cluster_timeout=${REDIS_CLUSTER_TIMEOUT_MS:-1500}
down_after=$((${REDIS_DOWN_AFTER_MS:-1500} / 1000 + 1))
export REDISCLI_AUTH="$REDIS_PASSWORD"

say() { echo "redis-node $self: $*"; }

# A hung sentinel must not hang the start; not every system has timeout(1).
if command -v timeout >/dev/null; then limit='timeout 1'; else limit=; fi

# ask_sentinel HOST:PORT COMMAND...
ask_sentinel() {
  address=$1
  shift
  $limit redis-cli -h "${address%:*}" -p "${address##*:}" --raw "$@" 2>/dev/null || true
}

# The primary that most of the answering sentinels name; empty when none answers.
named_primary() {
  for sentinel in ${REDIS_SENTINELS:-}; do
    ask_sentinel "$sentinel" SENTINEL GET-MASTER-ADDR-BY-NAME "$service" | paste -s -d : - | grep ':[0-9][0-9]*$' || true
  done | sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }'
}

# True while some sentinel sees a replica that is worth promoting: one that has restarted and not found its primary has received
# nothing, and says 1.
replica_is_alive() {
  for sentinel in $REDIS_SENTINELS; do
    if ask_sentinel "$sentinel" SENTINEL REPLICAS "$service" | awk '
      name == "flags" { up = !/down|disconnected/ }
      name == "slave-repl-offset" && up && $0 > 1 { alive = 1 }
      { name = $0 }
      END { exit !alive }'; then
      return 0
    fi
  done
  return 1
}

# A primary that restarts is empty. Were it back before the sentinels miss it, its replicas would copy the emptiness; so it stays
# away until another one is named. With no such replica (the first start, or all were stopped) there is nothing to save.
wait_for_promotion() {
  say "was the primary; waiting for another one to be promoted"
  sleep "$down_after"
  tries=0
  while [ "$primary" = "$self" ] && [ "$tries" -lt 60 ] && replica_is_alive; do
    sleep 0.25
    tries=$((tries + 1))
    primary=$(named_primary)
  done
}

# When everything was stopped and starts again, the sentinels, who remember the roles, may need a moment.
wait_for_sentinels() {
  tries=0
  while [ -z "$primary" ] && [ "$tries" -lt 20 ]; do
    sleep 0.25
    tries=$((tries + 1))
    primary=$(named_primary)
  done
}

mkdir -p "$REDIS_DIR"
# What a replica once received must not come back: everything that was invalidated since would be in it.
rm -f "$REDIS_DIR/dump.rdb"

primary=
if [ -n "${REDIS_SENTINELS:-}" ]; then
  primary=$(named_primary)
  if [ -e "$REDIS_DIR/started" ]; then wait_for_sentinels; fi
  if [ "$primary" = "$self" ] && { [ -e "$REDIS_DIR/started" ] || replica_is_alive; }; then wait_for_promotion; fi
  : >"$REDIS_DIR/started"
fi
primary=${primary:-${REDIS_PRIMARY:-$self}}

# In a cluster the nodes agree among themselves, and remember; the wait has the same reason as that for the sentinels.
cluster=
if [ -n "${REDIS_CLUSTER_PORT:-}" ]; then
  if grep -q 'myself,master.* connected [0-9]' "$REDIS_DIR/nodes.conf" 2>/dev/null; then
    say "was a primary of the cluster; waiting for its replica to be promoted"
    sleep $((cluster_timeout * 2 / 1000 + 1))
  fi
  case $announce_host in
    *[!0-9.]*) announce="cluster-announce-hostname $announce_host" ;;
    *) announce="cluster-announce-ip $announce_host" ;;
  esac
  cluster="cluster-enabled yes
cluster-config-file nodes.conf
cluster-port $REDIS_CLUSTER_PORT
$announce
cluster-announce-port $announce_port
cluster-announce-bus-port $REDIS_CLUSTER_PORT
cluster-node-timeout $cluster_timeout
cluster-require-full-coverage no
cluster-allow-reads-when-down yes
cluster-allow-replica-migration no"
  if [ -n "${REDIS_CLUSTER_NODES:-}" ]; then sh "$(dirname "$0")/redis-cluster.sh" & fi
fi

if [ -n "$cluster" ]; then
  say "starting in a cluster"
  role=
elif [ "$primary" = "$self" ]; then
  say "starting as primary"
  role=
else
  say "starting as replica of $primary"
  role="replicaof ${primary%:*} ${primary##*:}"
fi

# An isolated primary must not acknowledge writes that will be lost; one that stands alone has nobody to lose them to.
guard=
if [ -n "${REDIS_SENTINELS:-}" ]; then
  guard='min-replicas-to-write 1
min-replicas-max-lag 2'
fi

password=$REDIS_PASSWORD
unset REDIS_PASSWORD REDISCLI_AUTH

exec "${REDIS_SERVER:-redis-server}" - <<EOF
bind ${REDIS_BIND:-127.0.0.1}
port $REDIS_PORT
tcp-keepalive 30
daemonize no
dir "$REDIS_DIR"
requirepass "$password"
masterauth "$password"
maxmemory ${REDIS_MAXMEMORY:-256mb}
maxmemory-policy ${REDIS_MAXMEMORY_POLICY:-allkeys-lfu}
# No entry may be larger. What is stored by other hands must not be either: a reader takes a value in whole before it can judge it.
proto-max-bulk-len 64mb
save ""
appendonly ${REDIS_APPENDONLY:-no}
# What was answered is on the disk. By default a write waits up to two seconds for a slow disk after it was answered, and a killed node has lost it.
appendfsync always
lazyfree-lazy-eviction yes
lazyfree-lazy-expire yes
lazyfree-lazy-server-del yes
lazyfree-lazy-user-del yes
lazyfree-lazy-user-flush yes
replica-lazy-flush yes
rdb-del-sync-files yes
replica-read-only yes
replica-announce-ip $announce_host
replica-announce-port $announce_port
repl-diskless-sync yes
repl-diskless-sync-delay 0
repl-ping-replica-period 1
$guard
$cluster
$role
EOF
