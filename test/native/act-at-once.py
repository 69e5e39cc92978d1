"""Does what the log is to have at once, and what may wait, and tells how long it took until the file had grown.

act-at-once.py LOG TIMES: a line of JSON, in microseconds for each: {"at_once": [...], "waiting": [...]}
"""

import json
import os
import subprocess
import sys
import time

log, times = sys.argv[1], int(sys.argv[2])
# More of a process than the first look at it is not told.
others = [subprocess.Popen(["sleep", "60"]) for _ in range(times)]


def measure(act):
    # What this process has done until now is written by then.
    time.sleep(0.2)
    size = os.stat(log).st_size
    started = time.monotonic_ns()
    act()
    while os.stat(log).st_size == size:
        time.sleep(0.0002)
    return (time.monotonic_ns() - started) / 1000


took = {
    "at_once": [measure(lambda: os.close(os.open(f"/proc/{other.pid}/mem", os.O_RDONLY))) for other in others],
    "waiting": [measure(lambda: os.close(os.open("/etc/hostname", os.O_RDONLY))) for _ in range(times)],
}
for other in others:
    other.kill()
print(json.dumps(took))
