"""A client of the Wyoming protocol with nothing but the standard library, written from the protocol's description.

    wyoming_client.py PORT describe | ping | detect WAV [NAME ...] | speak TEXT [VOICE] | stream SENTENCE ...

Prints each event of the server as a line of JSON; of a payload the number of its bytes.
"""

import json
import socket
import sys
import wave

CHUNK_FRAMES = 1024


class Connection:
    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._stream = self._socket.makefile("rb")

    def send(self, kind, data=None, payload=b"", inline=False):
        """Sends an event, its data in the header or behind it."""
        header = {"type": kind, "version": "1.5.0"}
        behind = b""
        if data and inline:
            header["data"] = data
        elif data:
            behind = json.dumps(data, ensure_ascii=False).encode()
            header["data_length"] = len(behind)
        if payload:
            header["payload_length"] = len(payload)
        self._socket.sendall(json.dumps(header).encode() + b"\n" + behind + payload)

    def receive(self):
        """The next event as (type, data, payload); None: the server closed the connection."""
        line = self._stream.readline()
        if not line:
            return None
        header = json.loads(line)
        data = dict(header.get("data") or {})
        if header.get("data_length"):
            data.update(json.loads(self._exactly(header["data_length"])))
        payload = self._exactly(header["payload_length"]) if header.get("payload_length") else b""
        return header["type"], data, payload

    def tell_until(self, *kinds):
        """Prints the events up to one of these kinds, which is returned."""
        while True:
            event = self.receive()
            if event is None:
                print(json.dumps({"type": "closed"}), flush=True)
                return None
            kind, data, payload = event
            print(json.dumps({"type": kind, "data": data, "payload": len(payload)}), flush=True)
            if kind in kinds:
                return event

    def _exactly(self, count):
        data = self._stream.read(count)
        if len(data) != count:
            raise EOFError(f"{len(data)} of {count} bytes came")
        return data


def detect(connection, path, names):
    connection.send("detect", {"names": names or None})
    with wave.open(path) as audio:
        form = {"rate": audio.getframerate(), "width": audio.getsampwidth(), "channels": audio.getnchannels()}
        connection.send("audio-start", {**form, "timestamp": 0}, inline=True)
        frames = 0
        while chunk := audio.readframes(CHUNK_FRAMES):
            connection.send("audio-chunk", {**form, "timestamp": frames * 1000 // form["rate"]}, chunk)
            frames += CHUNK_FRAMES
        connection.send("audio-stop", {"timestamp": frames * 1000 // form["rate"]})


def speak(connection, text, voice):
    connection.send("synthesize", {"text": text, **({"voice": {"name": voice}} if voice else {})})
    connection.tell_until("audio-stop", "error")


def stream(connection, sentences):
    """Sends a sentence after the other, each only when the one before is heard."""
    connection.send("synthesize-start", {})
    for number, sentence in enumerate(sentences):
        if number > 0:
            connection.tell_until("audio-chunk")
        connection.send("synthesize-chunk", {"text": sentence + " "})
    connection.send("synthesize", {"text": " ".join(sentences)})
    connection.send("synthesize-stop")
    connection.tell_until("synthesize-stopped", "error")


def main(port, command, *arguments):
    connection = Connection(int(port))
    if command == "describe":
        connection.send("describe")
        connection.tell_until("info")
    elif command == "ping":
        connection.send("ping", {"text": "hello"})
        connection.tell_until("pong")
    elif command == "detect":
        # Twice on one connection, the second utterance for any word.
        detect(connection, arguments[0], list(arguments[1:]))
        connection.tell_until("detection", "not-detected")
        connection.send("ping", {"text": "between"})
        connection.tell_until("pong")
        detect(connection, arguments[0], [])
        connection.tell_until("detection", "not-detected")
    elif command == "speak":
        speak(connection, arguments[0], arguments[1] if len(arguments) > 1 else None)
    elif command == "stream":
        stream(connection, arguments)
    else:
        sys.exit(__doc__)


main(*sys.argv[1:])
