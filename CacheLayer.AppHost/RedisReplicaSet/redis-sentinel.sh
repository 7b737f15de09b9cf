#!/bin/sh
# Starts one sentinel; configured by environment only, so that no secret is on a command line.
#
#   SENTINEL_PORT SENTINEL_DIR REDIS_PASSWORD    required
#   SENTINEL_MONITOR                             host:port of the first primary, required
#   SENTINEL_QUORUM                              default 2
#   SENTINEL_REPLICAS                            how many replicas to wait for at the first start, default 0
#   SENTINEL_BIND                                default 127.0.0.1
#   REDIS_SERVICE_NAME REDIS_DOWN_AFTER_MS       default cache, 1500
#   REDIS_SERVER                                 default redis-server
set -eu
umask 077

: "${SENTINEL_PORT:?}" "${SENTINEL_DIR:?}" "${SENTINEL_MONITOR:?}" "${REDIS_PASSWORD:?}"
# Sentinels write the password back into their configuration without quoting it.
case $REDIS_PASSWORD in
  *[[:space:]\"\'\\]*) echo 'REDIS_PASSWORD may not contain blanks, quotes or backslashes.' >&2; exit 64 ;;
esac
service=${REDIS_SERVICE_NAME:-cache}
config="$SENTINEL_DIR/sentinel.conf"

# After a failover a sentinel may take a second to connect to the new primary (its next attempt counts from the last one at the old
# primary). Had it not more than that, it would miss the new primary too, and a second failover would follow the first.
down_after=${REDIS_DOWN_AFTER_MS:-1500}

# A sentinel writes what it learns into its configuration file: one that restarts must find it again.
mkdir -p "$SENTINEL_DIR"
if [ ! -s "$config" ]; then
  cat >"$config" <<EOF
bind ${SENTINEL_BIND:-127.0.0.1}
port $SENTINEL_PORT
dir "$SENTINEL_DIR"
daemonize no
requirepass "$REDIS_PASSWORD"
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel monitor $service ${SENTINEL_MONITOR%:*} ${SENTINEL_MONITOR##*:} ${SENTINEL_QUORUM:-2}
sentinel auth-pass $service "$REDIS_PASSWORD"
sentinel sentinel-pass "$REDIS_PASSWORD"
sentinel down-after-milliseconds $service $down_after
sentinel failover-timeout $service 5000
sentinel parallel-syncs $service 1
EOF

  # A sentinel asks its primary for the replicas every 10 s only, and without knowing any it cannot promote one: it had better
  # find them all when it asks for the first time.
  tries=0
  export REDISCLI_AUTH="$REDIS_PASSWORD"
  while [ "$tries" -lt 100 ]; do
    replicas=$(redis-cli -h "${SENTINEL_MONITOR%:*}" -p "${SENTINEL_MONITOR##*:}" INFO replication 2>/dev/null | grep -c 'state=online' || true)
    if [ "$replicas" -ge "${SENTINEL_REPLICAS:-0}" ]; then break; fi
    sleep 0.1
    tries=$((tries + 1))
  done
fi
unset REDIS_PASSWORD REDISCLI_AUTH

exec "${REDIS_SERVER:-redis-server}" "$config" --sentinel
