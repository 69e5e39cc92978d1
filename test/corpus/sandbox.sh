#!/usr/bin/env bash
# A machine that one job may do what it wants with: all file systems are copies that go with it, and, but for honest jobs
# that need a package registry, the network is its own and leads nowhere.
# Usage, as root: sandbox.sh ROOT NODE JOB [own-network|routed-network|machine-network]. ROOT is the checkout, JOB the job's
# file in it. In a routed network what stands for the internet is elsewhere, in the network namespace "internet", and none of
# its addresses is the machine's own.
set -euo pipefail
root=$1 node=$2 job=$3 network=$4

if [ "${5:-}" != inside ]; then
  if [ "$network" = machine-network ]; then flags=(--mount --uts); else flags=(--mount --net --uts); fi
  exec unshare "${flags[@]}" --propagation private bash "$0" "$root" "$node" "$job" "$network" inside
fi

copies=/mnt
mount -t tmpfs -o mode=755 tmpfs "$copies"
mkdir -p "$copies"/{runwarden,upper,work,tools}
mkdir -p "$root/build/corpus"
mount --bind "$root" "$copies/runwarden"
mount -o remount,bind,ro "$copies/runwarden"
mount --bind "$root/build/corpus" "$copies/runwarden/build/corpus"
cp "$node" "$copies/node"
# Toolchains that lie in root's home are lent, and nothing else of it.
lent=(.cargo/bin .rustup .pyenv/versions)
for folder in "${lent[@]}"; do
  mkdir -p "$copies/tools/$folder"
  [ ! -d "/root/$folder" ] || mount --bind "/root/$folder" "$copies/tools/$folder"
done
for path in /*; do
  case $path in
    /proc | /sys | /dev | /mnt) ;;
    /etc | /opt | /usr | /var | /srv)
      mkdir -p "$copies"/{upper,work}"$path"
      mount -t overlay -o "lowerdir=$path,upperdir=$copies/upper$path,workdir=$copies/work$path" overlay "$path"
      ;;
    *) [ -L "$path" ] || [ ! -d "$path" ] || mount -t tmpfs -o mode=755 tmpfs "$path" ;;
  esac
done
chmod 1777 /tmp
chmod 711 /root
for folder in "${lent[@]}"; do
  mkdir -p "/root/$folder"
  mount --move "$copies/tools/$folder" "/root/$folder" 2>/dev/null || continue
  mount -o remount,bind,ro "/root/$folder"
done
listener=/home/runner/actions-runner/bin/Runner.Listener
mkdir -p "${listener%/*}" /run/lock /run/systemd /var/lib/runwarden
mv "$copies/node" "$listener"
mount -t tmpfs -o mode=711 tmpfs /var/lib/runwarden

internet=(203.0.113.10 203.0.113.20 203.0.113.66 198.51.100.7 192.0.2.53 169.254.169.254 169.254.170.2 169.254.170.23 168.63.129.16)
if [ "$network" != machine-network ]; then
  [ "$(readlink /proc/self/ns/net)" != "$(readlink /proc/1/ns/net)" ] || {
    echo "the network is not this job's own" >&2
    exit 1
  }
  ip link set lo up
  where=()
  if [ "$network" = routed-network ]; then
    ip netns add internet
    ip link add eth0 type veth peer name eth0 netns internet
    ip address add 10.1.0.4/24 dev eth0
    ip link set eth0 up
    ip route add default via 10.1.0.1
    where=(-n internet)
    ip "${where[@]}" link set lo up
    ip "${where[@]}" address add 10.1.0.1/24 dev eth0
    ip "${where[@]}" link set eth0 up
  fi
  for address in "${internet[@]}"; do
    ip "${where[@]}" address add "$address/32" dev lo
  done
fi
hostname fv-az-corpus
exec "$listener" "$copies/runwarden/test/corpus/listener.ts" "$copies/runwarden" "$job" "$network"
