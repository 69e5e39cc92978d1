"""What a step with root can do to stay unseen: end the log itself, then answer in the collector's place.

Arguments: the secret to read, the collector's folder, and `answer` or `version`. With `version` the log is changed to
one that this version does not know.
"""

import os
import socket
import struct
import sys
import zlib

secret, folder, mode = sys.argv[1:]
os.close(os.open(secret, os.O_RDONLY))
control = folder + "/control"
with socket.socket(socket.AF_UNIX) as client:
    client.connect(control)
    client.sendall(b"stop\n")
    answer = client.recv(256)
if mode == "version":
    with open(folder + "/events.log", "r+b") as log:
        bytes_ = bytearray(log.read())
        size = struct.unpack_from("<I", bytes_, 16 + 16)[0]
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
    connection.recv(16)
    connection.sendall(answer)
