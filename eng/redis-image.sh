#!/usr/bin/env bash
# Makes the Redis image of the nodes from Debian's packages, for a machine whose container engine cannot pull it.
# Needs root, debootstrap, and docker or podman; packages come from where apt gets its own.
#
#   eng/redis-image.sh [NAME]    NAME: the image to make; by default the one that the AppHost uses
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/prerequisites.sh

image=${1:-$(redis_image)}
engine=$(container_engine) || fail "No container engine answers: start Docker or Podman."
command -v debootstrap >/dev/null || fail "debootstrap is missing. Install it with 'apt-get install debootstrap' and run this again."
[ "$(id -u)" = 0 ] || fail "debootstrap needs root: run this with sudo."

# The first source of apt that is not for updates only.
read -r mirror suite < <(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 'Component: main' | awk '$2 !~ /-/' | head -1) || true
[ -n "${mirror:-}" ] || fail "apt knows no source of Debian's packages: run 'apt-get update' and try again."

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
say "Installing Debian's Redis into a folder (some minutes)"
debootstrap --variant=minbase --include=redis-server "$suite" "$root" "$mirror" >"$root.log" 2>&1 || { tail -20 "$root.log" >&2; fail "debootstrap failed; the end of its output is above, the whole in $root.log."; }
rm -f "$root.log"

say "Importing it as $image"
tar --directory "$root" --create --exclude './var/cache/apt/*' --exclude './var/lib/apt/lists/*' --exclude './usr/share/doc/*' --exclude './usr/share/locale/*' . |
  "$engine" import --change 'WORKDIR /data' --change 'VOLUME /data' --change 'EXPOSE 6379' --change 'CMD ["redis-server"]' - "$image"
