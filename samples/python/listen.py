"""A device in Python: streams a 16-bit mono WAV file and prints each keyword as a JSON line.

    ./make_stubs.sh                      (once)
    python3 listen.py FILE.wav [SERVER]  (SERVER: localhost:5301)
"""
import json
import pathlib
import sys
import wave

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).parent / "stubs"))
from kws.audio.v1 import keyword_spotter_pb2 as spotter  # noqa: E402  (the path is set above)

CHUNK_SECONDS = 0.02


def requests(path):
    """The messages of one session: a config, then the audio in chunks."""
    with wave.open(path, "rb") as audio:
        if audio.getnchannels() != 1 or audio.getsampwidth() != 2:
            raise SystemExit(f"{path} must be 16-bit mono PCM")
        rate = audio.getframerate()
        yield spotter.SpotRequest(config=spotter.SpotConfig(
            device_id="python-sample", sample_rate_hz=rate, encoding=spotter.ENCODING_S16LE, recording_id="sample"))
        chunk_samples = round(rate * CHUNK_SECONDS)
        position = 0
        while pcm := audio.readframes(chunk_samples):
            yield spotter.SpotRequest(chunk=spotter.AudioChunk(pcm=pcm, first_sample_index=position))
            position += len(pcm) // 2


def keywords(server, path):
    """Streams the file and yields each keyword as it is heard."""
    with grpc.insecure_channel(server) as channel:
        spot = channel.stream_stream(
            "/kws.audio.v1.KeywordSpotter/Spot",
            request_serializer=spotter.SpotRequest.SerializeToString,
            response_deserializer=spotter.SpotResponse.FromString)
        for response in spot(requests(path)):
            if response.HasField("keyword"):
                yield response.keyword


def main():
    if len(sys.argv) < 2:
        raise SystemExit("usage: python3 listen.py FILE.wav [HOST:PORT]")
    server = sys.argv[2] if len(sys.argv) > 2 else "localhost:5301"
    for word in keywords(server, sys.argv[1]):
        print(json.dumps({
            "label": word.label, "confidence": word.confidence, "id": word.id,
            "start_sample": word.start_sample, "end_sample": word.end_sample}), flush=True)


if __name__ == "__main__":
    main()
