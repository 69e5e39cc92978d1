#!/usr/bin/env python3
"""Verifies the signatures of event logs by nothing but docs/log-format.md: a second reader, written apart from the first.

verify.py [--first-key HEX] LOG...: a line for each log. Exit code 1 where one is not whole and signed.
"""

import argparse
import hashlib
import json
import struct
import sys
import zlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEADER = struct.Struct("<4sHHQIIIIII")
START, TRAILER = 1, 4
NOBODY = bytes(32)

class Bad(Exception):
    """Why a block, and what comes behind it, is not believed."""


def extensions_of(data):
    """The (type, bytes) of each extension; they fill their room exactly."""
    found = []
    while data:
        kind, size = struct.unpack_from("<II", data) if len(data) >= 8 else (0, 1 << 32)
        room = 8 + (size + 7) // 8 * 8
        if room > len(data) or kind & 0x80000000:
            raise Bad("extensions that are none, or must be understood")
        found.append((kind, data[8 : 8 + size]))
        data = data[room:]
    return found


def signature_of(extensions):
    """The next key and the signature: the last extension, and the only one of its type."""
    if [kind for kind, _ in extensions][-1:] != [1] or sum(kind == 1 for kind, _ in extensions) != 1 or len(extensions[-1][1]) != 96:
        raise Bad("no signature at the end")
    return extensions[-1][1][:32], extensions[-1][1][32:]


def first_key_of(payload):
    try:
        return bytes.fromhex(json.loads(payload)["key"])
    except (ValueError, KeyError, TypeError) as error:
        raise Bad("the start names no key") from error


def verify(log, expected):
    """Yields the type of each block that is good; raises Bad at the first that is not."""
    if log[:16] != b"runwarden log 3\n":
        raise Bad("no event log")
    at, number, first, key, kind = 16, 0, None, None, None
    while at < len(log):
        if len(log) - at < HEADER.size:
            raise Bad("breaks off")
        magic, kind, _, sequence, size, _, more, _, _, checksum = HEADER.unpack_from(log, at)
        end = at + HEADER.size + size + more
        if magic != b"RWBK" or size > 64 << 20 or more > 64 << 10 or end > len(log):
            raise Bad("no whole block")
        head, rest = log[at : at + 36], log[at + 40 : end]
        if zlib.crc32(head + rest) != checksum or sequence != number:
            raise Bad("checksum or number")
        next_key, signature = signature_of(extensions_of(rest[size:]))
        if number == 0:
            first = key = first_key_of(rest[:size]) if kind == START else None
            if first is None or len(first) != 32 or expected not in (None, first):
                raise Bad("another first key")
        if key == NOBODY or (kind == TRAILER) != (next_key == NOBODY):
            raise Bad("nothing stands behind a trailer")
        message = b"runwarden block 1\n" + first + hashlib.sha512(head + rest[:-64]).digest()
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        except InvalidSignature as error:
            raise Bad("signature") from error
        yield kind
        at, number, key = end, number + 1, next_key
    if kind != TRAILER:
        raise Bad("no trailer")


parser = argparse.ArgumentParser()
parser.add_argument("--first-key", type=bytes.fromhex)
parser.add_argument("logs", nargs="+")
given = parser.parse_args()
is_good = True
for path in given.logs:
    good = 0
    try:
        for _ in verify(open(path, "rb").read(), given.first_key):
            good += 1
        print(f"{path}: {good} blocks, whole")
    except Bad as bad:
        is_good = False
        print(f"{path}: {good} blocks, then: {bad}")
sys.exit(0 if is_good else 1)
