"""A file system that its user serves, and that never answers one kind of question about its only file.

Arguments: where it is mounted, whose it is, the file's name, and the question: open or read, or `later`, for all questions
from one line on standard input to the next; then the path of what the file has in it. It says `ready` once it is mounted,
`silent` and `answers` when such a line has come, and `asked` when it was asked what it does not answer. It ends, and the file
system with it, when its standard input does.
"""

import ctypes
import os
import select
import stat
import struct
import sys

LOOKUP, FORGET, GETATTR, OPEN, READ, INIT, INTERRUPT, BATCH_FORGET = 1, 2, 3, 14, 15, 26, 36, 42
ENOENT, ENOSYS = 2, 38
ROOT, FILE = 1, 2
FOR_EVER = 2**31

place, owner, name, question = sys.argv[1], int(sys.argv[2]), os.fsencode(sys.argv[3]), sys.argv[4]
never = {"open": OPEN, "read": READ, "later": None}[question]
content = open(sys.argv[5], "rb").read() if question == "later" else bytes(100)
# How long the kernel need not ask again. Seconds.
valid = 0 if question == "later" else FOR_EVER
silent = False


def attributes(node):
    """struct fuse_attr of linux/fuse.h."""
    mode = stat.S_IFDIR | 0o755 if node == ROOT else stat.S_IFREG | 0o755
    return struct.pack("<6Q10I", node, len(content), 1, 0, 0, 0, 0, 0, 0, mode, 1, owner, owner, 0, 4096, 0)


def answer(opcode, node, body):
    """The payload of the answer, or an error."""
    if opcode == INIT:
        return struct.pack("<4I2H2I2H8I", 7, 31, 4096, 0, 1, 1, 4096, 1, 1, 0, *[0] * 8)
    if opcode == LOOKUP:
        if body.rstrip(b"\0") != name:
            return -ENOENT
        return struct.pack("<4Q2I", FILE, 1, valid, valid, 0, 0) + attributes(FILE)
    if opcode == GETATTR:
        return struct.pack("<Q2I", valid, 0, 0) + attributes(node)
    if opcode == OPEN:
        return struct.pack("<Q2I", 1, 0, 0)
    if opcode == READ:
        offset, size = struct.unpack("<QI", body[8:20])
        return content[offset : offset + size]
    return -ENOSYS


device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
libc = ctypes.CDLL(None, use_errno=True)
options = f"fd={device},rootmode=40755,user_id=0,group_id=0,allow_other"
if libc.mount(b"hanging", os.fsencode(place), b"fuse", 0, options.encode()):
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("ready", flush=True)
while True:
    readable, _, _ = select.select([device, 0], [], [])
    if 0 in readable:
        if not os.read(0, 1):
            break
        silent = not silent
        print("silent" if silent else "answers", flush=True)
    if device not in readable:
        continue
    request = os.read(device, 1 << 17)
    _, opcode, unique, node = struct.unpack("<IIQQ", request[:24])
    if opcode in (FORGET, BATCH_FORGET, INTERRUPT):
        continue
    if silent or opcode == never:
        print("asked", flush=True)
        continue
    result = answer(opcode, node, request[40:])
    error, payload = (result, b"") if isinstance(result, int) else (0, result)
    os.write(device, struct.pack("<IiQ", 16 + len(payload), error, unique) + payload)
# MNT_DETACH: somebody may still wait in it.
libc.umount2(os.fsencode(place), 2)
