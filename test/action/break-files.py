"""What a job's background process can do to the files of the post step, as soon as they are there.

Arguments: what to do (remove, folder or late), the pattern of the path, a file to make when it begins to wait.
"""

import glob
import os
import sys
import time

act, pattern, ready = sys.argv[1:]
known = set(glob.glob(pattern))
open(ready, "w").close()
deadline = time.monotonic() + 60
found = set()
while not found and time.monotonic() < deadline:
    found = set(glob.glob(pattern)) - known
    time.sleep(0.001)
for path in found:
    while act == "late" and os.path.getsize(path) == 0 and time.monotonic() < deadline:
        time.sleep(0.001)
    if act in ("remove", "folder", "late"):
        os.remove(path)
    if act in ("folder", "late"):
        os.mkdir(path)
