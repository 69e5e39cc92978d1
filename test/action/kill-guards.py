"""Ends the processes of one watch, in an order: kill-guards.py WORKER [WAIT] NAME...

NAME is collector, keeper or judge; each is waited for, for two seconds at the most. With WAIT they are ended when the log
has got its end, so while the report is made. Prints what it found.
"""

import os
import sys
import time

worker, names = sys.argv[1], sys.argv[2:]
root = "/var/lib/runwarden/"
mine = root + worker + "s"


def read(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def has_folder(pid):
    try:
        descriptors = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        return False
    for descriptor in descriptors:
        try:
            if os.readlink(f"/proc/{pid}/fd/{descriptor}").startswith(mine):
                return True
        except OSError:
            pass
    return False


def is_it(name, pid):
    if name == "judge":
        return mine in read(pid, "cmdline") and read(pid, "cmdline").startswith("runwarden-judge")
    if name == "keeper":
        return read(pid, "comm").startswith("runwarden-keep") and has_folder(pid)
    return f" start {worker} " in read(pid, "cmdline") and "collector" in read(pid, "cmdline").split(" ")[0]


def find(name, seconds):
    until = time.monotonic() + seconds
    while True:
        found = [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and is_it(name, pid)]
        if found or time.monotonic() > until:
            return found


if names[0] == "WAIT":
    names = names[1:]
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if any(name.startswith(worker + "s") and os.path.exists(root + name + "/after.log") for name in os.listdir(root)):
            break
    # All of them, before the first is gone.
    pids = {name: find(name, 2) for name in names}
else:
    pids = {}

for name in names:
    for pid in pids.get(name) or find(name, 2):
        try:
            os.kill(pid, 9)
            print("ended", name, pid, flush=True)
        except ProcessLookupError:
            pass
