"""Speaks a text into a WAV file, as the audio arrives.

    ./make_stubs.sh                                (once)
    python3 say.py "Turn the light on" out.wav [SERVER]   (SERVER: localhost:5304)
"""
import pathlib
import sys
import wave

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).parent / "stubs"))
from kws.speech.v1 import speech_pb2 as speech  # noqa: E402  (the path is set above)

SAMPLE_RATE_HZ = 16000


def word_at(text, mark):
    """Marks count UTF-16 units, Python's strings code points."""
    units = text.encode("utf-16-le")
    return units[2 * mark.text_offset:2 * (mark.text_offset + mark.text_length)].decode("utf-16-le")


def main():
    if len(sys.argv) < 3:
        raise SystemExit('usage: python3 say.py "TEXT" FILE.wav [HOST:PORT]')
    text, path = sys.argv[1:3]
    server = sys.argv[3] if len(sys.argv) > 3 else "localhost:5304"
    with grpc.insecure_channel(server) as channel, wave.open(path, "wb") as audio:
        audio.setnchannels(1)
        audio.setsampwidth(2)
        audio.setframerate(SAMPLE_RATE_HZ)
        synthesize = channel.unary_stream(
            "/kws.speech.v1.Speech/Synthesize",
            request_serializer=speech.SynthesizeRequest.SerializeToString,
            response_deserializer=speech.SynthesizeResponse.FromString)
        request = speech.SynthesizeRequest(text=text, sample_rate_hz=SAMPLE_RATE_HZ, word_marks=True)
        for response in synthesize(request, timeout=60):
            body = response.WhichOneof("body")
            if body == "chunk":
                audio.writeframes(response.chunk.pcm)
            elif body == "mark":
                mark = response.mark
                print(f"{mark.sample_index / SAMPLE_RATE_HZ:.2f} s  {word_at(text, mark)}")
            elif body == "finished":
                print(f"{response.finished.samples_total / SAMPLE_RATE_HZ:.2f} s in {path}")


if __name__ == "__main__":
    main()
