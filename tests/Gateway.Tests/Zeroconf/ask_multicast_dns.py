"""Asks multicast DNS on the loopback for a service, and prints what is told of it as JSON (RFC 1035, 2782, 6762).

    ask_multicast_dns.py NAME TYPE       such as _wyoming._tcp.local. 12
"""

import json
import socket
import struct
import sys

GROUP = ("224.0.0.251", 5353)
HERE = socket.inet_aton("127.0.0.1")
TYPES = {1: "A", 12: "PTR", 16: "TXT", 28: "AAAA", 33: "SRV"}


def wire_name(name):
    return b"".join(bytes([len(label)]) + label for label in name.encode().rstrip(b".").split(b".")) + b"\0"


def read_name(message, at):
    labels, end = [], None
    while message[at]:
        if message[at] >= 0xC0:
            end = end or at + 2
            at = struct.unpack_from("!H", message, at)[0] & 0x3FFF
            continue
        labels.append(message[at + 1:at + 1 + message[at]].decode())
        at += 1 + message[at]
    return ".".join(labels) + ".", end or at + 1


def read_data(message, kind, at, length):
    if kind == 1:
        return socket.inet_ntoa(message[at:at + length])
    if kind == 12:
        return read_name(message, at)[0]
    if kind == 33:
        priority, weight, port = struct.unpack_from("!HHH", message, at)
        return [priority, weight, port, read_name(message, at + 6)[0]]
    return message[at:at + length].hex()


def read(message):
    identity, flags, questions, answers, authorities, additional = struct.unpack_from("!6H", message)
    at = 12
    for _ in range(questions):
        _, at = read_name(message, at)
        at += 4
    records = []
    for _ in range(answers + authorities + additional):
        name, at = read_name(message, at)
        kind, cls, ttl, length = struct.unpack_from("!HHIH", message, at)
        at += 10
        records.append({"name": name, "type": TYPES.get(kind, kind), "class": cls, "ttl": ttl,
                        "data": read_data(message, kind, at, length)})
        at += length
    assert at == len(message), f"{len(message) - at} bytes are left over"
    return {"id": identity, "flags": flags, "questions": questions, "records": records}


def main(name, kind):
    asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, HERE)
    asking.settimeout(1)
    query = struct.pack("!6H", 4711, 0, 1, 0, 0, 0) + wire_name(name) + struct.pack("!HH", int(kind), 1)
    for _ in range(20):
        asking.sendto(query, GROUP)
        try:
            print(json.dumps(read(asking.recv(9000))))
            return
        except socket.timeout:
            continue
    sys.exit("nobody answers")


main(*sys.argv[1:])
