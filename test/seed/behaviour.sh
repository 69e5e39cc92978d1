#!/usr/bin/env bash
# Does for real what each example rule is about. Runs in network and mount namespaces of its own; the two files that it
# makes below /usr/local/bin are removed. $1: a fresh folder directly below /tmp.
set -euo pipefail
work=$1
name=runwarden-test-$$

ip link set lo up
ip address add 10.20.30.40/32 dev lo
# What is at /run stays untouched: the socket is made on a tmpfs that only this script sees.
mount -t tmpfs tmpfs /run
mount --bind "$work/resolv.conf" /etc/resolv.conf
python3 - <<'P' &
import os, socket
server = socket.socket(socket.AF_UNIX)
server.bind("/run/docker.sock")
server.listen()
os.close(server.accept()[0].detach())
P
until [ -S /run/docker.sock ]; do sleep 0.01; done

bash -c 'curl -s --max-time 2 http://127.0.0.1:1/; true'
curl -s --max-time 2 https://10.20.30.40/ || true
curl -s --max-time 2 --unix-socket /var/run/docker.sock http://docker/ || true
python3 - <<'P'
import os
program = os.memfd_create("payload")
os.write(program, open("/bin/true", "rb").read())
os.execve(program, ["payload"], {})
P
bash -c "cat '$work/.npmrc'; true"
rm "$work/.npmrc"
cp /bin/true "$work/payload"
mv "$work/payload" "/usr/local/bin/$name-moved"
ln -s "$work/wrapper" "/usr/local/bin/$name-linked"
ln /etc/shadow "$work/shadow" && rm "$work/shadow"
rm "/usr/local/bin/$name-moved" "/usr/local/bin/$name-linked"
# The install script of this package starts a shell, and looks up a name.
(cd "$work/project" && npm install --foreground-scripts --no-audit --no-fund --offline)
wait
