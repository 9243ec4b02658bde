"""A camera in Python: shows pictures of signed letters and prints the letters and words that were read.

    ./make_stubs.sh                                    (once)
    python3 read_signs.py [--server HOST:PORT] PICTURE...   (server: localhost:5303)

Each picture is held for half a second of camera time, with a pause between two pictures.
"""
import argparse
import pathlib
import sys

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).parent / "stubs"))
from google.protobuf import duration_pb2  # noqa: E402  (the path is set above)
from kws.vision.v1 import sign_reader_pb2 as signs  # noqa: E402

FRAMES_PER_SECOND = 15
HELD_FRAMES = 8
PAUSE_FRAMES = 6


def requests(pictures):
    """The messages of one session: a config, then the frames with their times."""
    yield signs.ReadRequest(config=signs.ReadConfig(device_id="python-sample"))
    number = 0
    for picture in pictures:
        data = pathlib.Path(picture).read_bytes()
        for _ in range(HELD_FRAMES):
            yield _frame(signs.Image(data=data), number)
            number += 1
        number += PAUSE_FRAMES


def _frame(image, number):
    captured = duration_pb2.Duration()
    captured.FromMilliseconds(round(number * 1000 / FRAMES_PER_SECOND))
    return signs.ReadRequest(frame=signs.Frame(image=image, captured=captured))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", default="localhost:5303")
    parser.add_argument("pictures", nargs="+")
    options = parser.parse_args()
    with grpc.insecure_channel(options.server) as channel:
        read = channel.stream_stream(
            "/kws.vision.v1.SignReader/Read",
            request_serializer=signs.ReadRequest.SerializeToString,
            response_deserializer=signs.ReadResponse.FromString)
        for response in read(requests(options.pictures), timeout=120):
            body = response.WhichOneof("body")
            if body == "letter":
                print(f"letter {response.letter.letter}  {response.letter.confidence:.2f}")
            elif body == "word":
                print(f"word   {response.word.spelled} ({response.word.proposed})")


if __name__ == "__main__":
    main()
