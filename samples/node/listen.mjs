// A device in Node.js: streams a 16-bit mono WAV file and prints each keyword as a JSON line.
//   node listen.mjs FILE.wav [SERVER]        (SERVER: localhost:5301)
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const protos = fileURLToPath(new URL('../../protos', import.meta.url));
const definition = protoLoader.loadSync('kws/audio/v1/keyword_spotter.proto', {
  includeDirs: [protos], keepCase: true, longs: Number, enums: String, defaults: true,
});
const { KeywordSpotter } = grpc.loadPackageDefinition(definition).kws.audio.v1;

const CHUNK_MS = 20;

/** The sample rate and the s16le bytes of a plain WAV file. */
function readWav(path) {
  const file = readFileSync(path);
  if (file.toString('latin1', 0, 4) !== 'RIFF') throw new Error(`${path} is no WAV file`);
  let rate = 0;
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + length);
    if (name === 'fmt ') {
      if (body.readUInt16LE(0) !== 1 || body.readUInt16LE(2) !== 1 || body.readUInt16LE(14) !== 16)
        throw new Error(`${path} must be 16-bit mono PCM`);
      rate = body.readUInt32LE(4);
    } else if (name === 'data') {
      return { rate, pcm: body };
    }
    at += 8 + length + (length & 1);
  }
  throw new Error(`${path} holds no audio`);
}

/** Streams the audio; calls onKeyword for each word, resolves when all audio is decided. */
export function listen(server, { rate, pcm }, onKeyword) {
  const client = new KeywordSpotter(server, grpc.credentials.createInsecure());
  return new Promise((resolve, reject) => {
    const call = client.Spot();
    call.on('data', response => {
      if (response.keyword) onKeyword(response.keyword);
    });
    call.on('error', reject);
    call.on('end', resolve);

    call.write({ config: { device_id: 'node-sample', sample_rate_hz: rate, encoding: 'ENCODING_S16LE', recording_id: 'sample' } });
    const chunkBytes = Math.round(rate * CHUNK_MS / 1000) * 2;
    let at = 0;
    const send = () => {
      while (at < pcm.length) {
        const chunk = { pcm: pcm.subarray(at, at + chunkBytes), first_sample_index: at / 2 };
        at += chunkBytes;
        // A full buffer means that the server is busy: wait for it.
        if (!call.write({ chunk })) return void call.once('drain', send);
      }
      call.end();
    };
    send();
  }).finally(() => client.close());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, server = 'localhost:5301'] = process.argv.slice(2);
  if (!file) {
    console.error('usage: node listen.mjs FILE.wav [HOST:PORT]');
    process.exit(2);
  }
  await listen(server, readWav(file), keyword => console.log(JSON.stringify({
    label: keyword.label, confidence: keyword.confidence, id: keyword.id,
    start_sample: keyword.start_sample, end_sample: keyword.end_sample,
  })));
}
