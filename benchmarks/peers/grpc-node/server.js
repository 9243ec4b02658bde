// A keyword server for live streams as it is written for Node.js: @grpc/grpc-js and onnxruntime-node, the mesh's own
// network. The windows of all streams that are due together are one batch. It hears windows whole; what it answers are
// the decisions' positions and the words, without what a product needs besides: limits, resuming, draining, metrics.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");
const ort = require("onnxruntime-node");
const { LogMel } = require("./features.js");

const MOST_AT_ONCE = 64, SMOOTHED = 8, THRESHOLD = 0.8;
const root = path.resolve(__dirname, "../../..");
const [, , port, served] = process.argv;
const folder = path.join(root, "models/keyword-spotting", served);
const manifest = JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8"));
const { features: spec, labels } = manifest;
const frames = manifest.inputs[0].shape[1], bands = spec.coefficients;
const strideFrames = manifest.detection.stride_frames, stride = strideFrames * spec.hop_samples;
const window = (frames - 1) * spec.hop_samples + spec.frame_length_samples;
const logMel = new LogMel(spec);

// Windows of all streams, as many at once as wait.
class Batches {
  #waiting = [];
  #busy = false;

  constructor(session) { this.session = session; }

  posteriors(features) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ features, resolve, reject });
      if (!this.#busy) {
        this.#busy = true;
        // What else is due in this turn of the event loop goes along.
        setImmediate(() => this.#run());
      }
    });
  }

  async #run() {
    while (this.#waiting.length) {
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      const data = new Float32Array(batch.length * frames * bands);
      batch.forEach(({ features }, i) => data.set(features, i * frames * bands));
      try {
        const input = new ort.Tensor("float32", data, [batch.length, frames, bands]);
        const answer = await this.session.run({ [this.session.inputNames[0]]: input });
        const { data: posteriors } = answer[this.session.outputNames[0]];
        batch.forEach(({ resolve }, i) => resolve(posteriors.subarray(i * labels.length, (i + 1) * labels.length)));
      } catch (fault) {
        batch.forEach(({ reject }) => reject(fault));
      }
    }
    this.#busy = false;
  }
}

// One device: samples in, windows of features out, a word where the mean of the last posteriors rises.
class Stream {
  #samples = new Float32Array(0);
  #features = new Float32Array(frames * bands);
  #frames = 0;
  #last = [];
  #said = null;
  heard = 0;

  *hear(pcm) {
    const count = pcm.length >> 1, samples = new Float32Array(this.#samples.length + count);
    samples.set(this.#samples);
    for (let i = 0; i < count; i++) samples[this.#samples.length + i] = pcm.readInt16LE(2 * i) / 32768;
    this.heard += count;
    let at = 0;
    while (samples.length - at >= spec.frame_length_samples + spec.hop_samples) {
      this.#features.copyWithin(0, 2 * bands);
      logMel.pair(samples, at, this.#features, (frames - 2) * bands);
      at += 2 * spec.hop_samples;
      this.#frames += 2;
      if (this.#frames >= frames && (this.#frames - frames) % strideFrames === 0)
        yield { features: this.#features.slice(), decided: window + (this.#frames - frames) * spec.hop_samples };
    }
    this.#samples = samples.subarray(at);
  }

  word(posteriors) {
    this.#last = [...this.#last, posteriors].slice(-SMOOTHED);
    let best = 0, score = 0;
    for (let label = 0; label < labels.length; label++) {
      const mean = this.#last.reduce((sum, one) => sum + one[label], 0) / this.#last.length;
      if (mean > score) [best, score] = [label, mean];
    }
    const above = score > THRESHOLD && !["silence", "unknown"].includes(labels[best]) ? labels[best] : null;
    const risen = above && above !== this.#said ? { label: above, score } : null;
    this.#said = above;
    return risen;
  }
}

function spot(batches) {
  return call => {
    const stream = new Stream();
    let device = "", work = Promise.resolve();
    const acknowledge = sample => call.write({ acknowledged: { processed_sample: sample, resume_sample: sample } });
    const decide = async ({ features, decided }) => {
      const found = stream.word(await batches.posteriors(features));
      if (found)
        call.write({ keyword: { id: `${device}-${decided}`, label: found.label, confidence: found.score,
          end_sample: decided, decided_sample: decided, model_version: manifest.version } });
      acknowledge(decided);
    };
    call.on("data", ({ config, chunk }) => {
      if (config) {
        device = config.device_id;
        call.write({ started: { model_name: manifest.name, model_version: manifest.version,
          recording_id: config.recording_id, stride_samples: stride, window_samples: window } });
        return;
      }
      for (const due of stream.hear(chunk.pcm)) work = work.then(() => decide(due));
    });
    call.on("end", () => work.then(() => {
      // What is left is less than a stride: no decision is due.
      acknowledge(stream.heard);
      call.end();
    }, fault => call.destroy(fault)));
    call.on("error", () => {});
  };
}

async function main() {
  if (frames % 2 || strideFrames % 2) throw new Error("frames are computed in pairs here");
  const session = await ort.InferenceSession.create(path.join(folder, "model.onnx"),
    // More threads for one small batch spin more than they compute.
    { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const proto = grpc.loadPackageDefinition(loader.loadSync("kws/audio/v1/keyword_spotter.proto",
    { includeDirs: [path.join(root, "protos"), "/usr/include"], keepCase: true, longs: Number, enums: String, oneofs: false }));
  const server = new grpc.Server({ "grpc.max_concurrent_streams": 1000 });
  server.addService(proto.kws.audio.v1.KeywordSpotter.service, { Spot: spot(new Batches(session)) });
  await new Promise((resolve, reject) => server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(),
    fault => fault ? reject(fault) : resolve()));
  console.log(`serving ${served} on http://localhost:${port}`);
}

main();
