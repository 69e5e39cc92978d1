"""What a step with root can do to stay unseen: end the log itself, then answer in the collector's place.

Arguments: the secret to read, the collector's folder, and `answer`, `version` or `orphan`. With `version` the log is
changed to one that this version does not know. With `orphan` who ends the log has no parent in the job, the secret is
read afterwards, and whoever asks later is told that it was the one.
"""

import os
import socket
import struct
import sys
import time
import zlib

secret, folder, mode = sys.argv[1:]
control = folder + "/control"


def stop():
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(control)
        client.sendall(b"stop\n")
        return client.recv(256)


def stop_as_orphan():
    read, write = os.pipe()
    if os.fork() == 0:
        parent = os.getpid()
        if os.fork() == 0:
            os.setsid()
            while os.getppid() == parent:
                time.sleep(0.01)
            os.write(write, stop())
        os._exit(0)
    os.wait()
    return os.read(read, 256)


if mode == "orphan":
    assert b'"own_pid":0,' in stop_as_orphan()
    os.close(os.open(secret, os.O_RDONLY))
else:
    os.close(os.open(secret, os.O_RDONLY))
    answer = stop()
if mode == "version":
    with open(folder + "/events.log", "r+b") as log:
        bytes_ = bytearray(log.read())
        size = sum(struct.unpack_from("<I", bytes_, 16 + at)[0] for at in (16, 24))
        at = bytes_.index(b'"walk_cut":') + len(b'"walk_cut":')
        bytes_[at : at + 1] = b"8"
        checked = bytes(bytes_[16:52])
        struct.pack_into("<I", bytes_, 52, zlib.crc32(bytes(bytes_[56 : 56 + size]), zlib.crc32(checked)))
        log.seek(0)
        log.write(bytes_)
os.unlink(control)
server = socket.socket(socket.AF_UNIX)
server.bind(control)
server.listen()
if os.fork() == 0:
    os.setsid()
    connection, _ = server.accept()
    if mode == "orphan":
        asker = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
        answer = b'{"own_pid":%d,"own_start_ns":"1"}\n' % asker
    connection.recv(16)
    connection.sendall(answer)
