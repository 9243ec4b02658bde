"""A keyword server for live streams as it is written in Python: gRPC's asyncio server, the mesh's own network.

Features by the trainer's front end, the network by PyTorch on all cores, the windows of all streams that are due
together in one batch. It hears windows whole; what it answers are the decisions' positions and the words, without what
a product needs besides: limits, resuming, draining, metrics.
"""

import asyncio
import json
import pathlib
import sys

import grpc
import torch

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "stubs"), str(HERE.parents[2] / "training"), str(HERE.parent / "flask")]

from kws.audio.v1 import keyword_spotter_pb2 as messages  # noqa: E402
from kws_training.feature_spec import FeatureSpec  # noqa: E402
from kws_training.features import FrontEnd  # noqa: E402
from kws_training.onnx_runner import OnnxRunner  # noqa: E402
from model import MODELS, served  # noqa: E402

PACKAGE = MODELS / served()
MANIFEST = json.loads((PACKAGE / "manifest.json").read_text())
SPEC = FeatureSpec.parse(MANIFEST["features"])
LABELS = MANIFEST["labels"]
NO_WORDS = {"silence", "unknown"}
FRAMES = MANIFEST["inputs"][0]["shape"][1]
STRIDE_FRAMES = MANIFEST["detection"]["stride_frames"]
STRIDE = STRIDE_FRAMES * SPEC.hop_samples
WINDOW = (FRAMES - 1) * SPEC.hop_samples + SPEC.frame_length_samples
SMOOTHED = 8
THRESHOLD = 0.8
MOST_AT_ONCE = 64

front_end = FrontEnd(SPEC)
network = OnnxRunner(PACKAGE / "model.onnx")


class Batches:
    """Windows of all streams, as many at once as wait."""

    def __init__(self):
        self._waiting = asyncio.Queue()

    async def posteriors(self, window):
        """window [frames, bands] -> posteriors [labels]."""
        answer = asyncio.get_running_loop().create_future()
        await self._waiting.put((window, answer))
        return await answer

    async def run(self):
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < MOST_AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            windows = torch.stack([window for window, _ in batch])
            answers = await loop.run_in_executor(None, network.run, windows)
            for (_, answer), posteriors in zip(batch, answers):
                if not answer.done():
                    answer.set_result(posteriors)


class Stream:
    """One device: samples in, windows of features out, a word where the mean of the last posteriors rises."""

    def __init__(self):
        self._samples = torch.zeros(0)
        self._features = torch.zeros(0, SPEC.coefficients)
        self._last = []
        self._heard = None
        self.heard = 0
        self.decided = 0

    def hear(self, pcm):
        """s16le -> the windows [frames, bands] that are due now."""
        new = torch.frombuffer(bytearray(pcm), dtype=torch.int16).float() / 32768
        self._samples = torch.cat([self._samples, new])
        self.heard += len(new)
        windows = []
        needed = (WINDOW if not self.decided else SPEC.frame_length_samples - SPEC.hop_samples + STRIDE)
        while len(self._samples) >= needed:
            features = front_end(self._samples[None, :needed])[0]
            self._features = torch.cat([self._features, features])[-FRAMES:]
            self._samples = self._samples[needed - SPEC.frame_length_samples + SPEC.hop_samples:]
            self.decided = self.decided + STRIDE if self.decided else WINDOW
            windows.append((self._features, self.decided))
            needed = SPEC.frame_length_samples - SPEC.hop_samples + STRIDE
        return windows

    def word(self, posteriors):
        """The label that has just risen above the threshold, and its score; or None."""
        self._last = (self._last + [posteriors])[-SMOOTHED:]
        score, label = torch.stack(self._last).mean(0).max(0)
        above = LABELS[label] if score > THRESHOLD and LABELS[label] not in NO_WORDS else None
        risen = above if above != self._heard else None
        self._heard = above
        return risen and (risen, float(score))


class Spotter:
    def __init__(self, batches):
        self._batches = batches

    async def spot(self, requests, _context):
        config = (await anext(requests)).config
        yield messages.SpotResponse(started=messages.Started(
            model_name=MANIFEST["name"], model_version=MANIFEST["version"], recording_id=config.recording_id,
            stride_samples=STRIDE, window_samples=WINDOW))
        stream = Stream()
        async for request in requests:
            for window, decided in stream.hear(request.chunk.pcm):
                found = stream.word(await self._batches.posteriors(window))
                if found:
                    label, score = found
                    yield messages.SpotResponse(keyword=messages.Keyword(
                        id=f"{config.device_id}-{decided}", label=label, confidence=score, end_sample=decided,
                        decided_sample=decided, model_version=MANIFEST["version"]))
                yield _acknowledged(decided)
        # What is left is less than a stride: no decision is due.
        yield _acknowledged(stream.heard)


def _acknowledged(sample):
    return messages.SpotResponse(acknowledged=messages.Acknowledged(processed_sample=sample, resume_sample=sample))


async def main():
    batches = Batches()
    spotter = Spotter(batches)
    server = grpc.aio.server(options=[("grpc.max_concurrent_streams", 1000)])
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(
        messages.DESCRIPTOR.services_by_name["KeywordSpotter"].full_name,
        {"Spot": grpc.stream_stream_rpc_method_handler(
            spotter.spot, request_deserializer=messages.SpotRequest.FromString,
            response_serializer=messages.SpotResponse.SerializeToString)}),))
    server.add_insecure_port(f"127.0.0.1:{sys.argv[1]}")
    await server.start()
    print(f"serving {served()} on http://localhost:{sys.argv[1]}", flush=True)
    work = asyncio.create_task(batches.run())
    await asyncio.wait([work, asyncio.create_task(server.wait_for_termination())],
                       return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        work.result()


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    asyncio.run(main())
