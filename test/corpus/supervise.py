"""Runs a command, and ends all that hangs below it when it has ended, or when told to by SIGTERM: says its own number first.

Not by a control group: a new one beside a job that has asked a service for something counts as that job's doing
(native/adopt.bpf.h), and several jobs run at a time.
"""
import ctypes
import os
import signal
import sys

PR_SET_CHILD_SUBREAPER = 36
# What loses its parent becomes this process's child, and not process 1's.
if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
    sys.exit("supervise.py: prctl failed")
print(os.getpid(), flush=True)
command = os.fork()
if command == 0:
    os.execvp(sys.argv[1], sys.argv[1:])


def children():
    """Those of whose numbers /proc tells that this process is the parent (proc(5), /proc/PID/stat)."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", "rb") as stat:
                fields = stat.read().rpartition(b")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            yield int(name)


def end(*_):
    for pid in children():
        os.kill(pid, signal.SIGKILL)


signal.signal(signal.SIGTERM, end)
while os.wait()[0] != command:
    pass
try:
    while True:
        end()
        os.wait()
except ChildProcessError:
    pass
