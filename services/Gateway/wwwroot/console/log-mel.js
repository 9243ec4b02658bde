// A rolling picture of what the models hear: log-mel energies, 25 ms every 10 ms, 40 bands.
import { rateHertz } from "./microphone.js";

const fftSize = 512;
const frameSamples = 400;
const hopSamples = 160;
const bands = 40;
const lowHertz = 20;
const highHertz = 7600;
const quietest = -8; // log10 of energy that is drawn darkest
const loudest = 1;
// From quiet to loud; equal steps look equal.
const colours = [[9, 12, 22], [38, 31, 86], [92, 37, 128], [160, 50, 125], [222, 77, 100], [249, 139, 86], [253, 205, 130],
  [252, 250, 200]];

export class LogMelPicture {
  // One pixel of the canvas is one hop.
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.rowPixels = canvas.height / bands;
    this.rest = new Float32Array(frameSamples);
    this.filled = 0;
    this.hops = 0; // drawn so far
    this.clear();
  }

  clear() {
    this.context.fillStyle = `rgb(${colours[0].join()})`;
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  push(samples) {
    const frames = [];
    for (const sample of samples) {
      this.rest[this.filled++] = sample / 32768;
      if (this.filled < frameSamples)
        continue;
      frames.push(melOf(this.rest));
      this.rest.copyWithin(0, hopSamples);
      this.filled -= hopSamples;
    }
    if (frames.length > 0)
      this.draw(frames);
  }

  draw(frames) {
    const { canvas, context } = this;
    context.drawImage(canvas, -frames.length, 0);
    const picture = context.createImageData(frames.length, canvas.height);
    frames.forEach((mel, x) => {
      for (let y = 0; y < canvas.height; y++) {
        const energy = mel[bands - 1 - Math.floor(y / this.rowPixels)];
        picture.data.set(colourOf((energy - quietest) / (loudest - quietest)), 4 * (y * frames.length + x));
      }
    });
    context.putImageData(picture, canvas.width - frames.length, 0);
    this.hops += frames.length;
  }

  // Writes a word over its samples, counted from the first one that was pushed.
  mark(label, startSample, endSample) {
    const xOf = sample => this.canvas.width - (this.hops - sample / hopSamples);
    const [left, right] = [xOf(startSample), Math.min(xOf(endSample), this.canvas.width - 1)];
    const { context } = this;
    context.strokeStyle = "#ffffff";
    context.lineWidth = 2;
    context.strokeRect(left, 2, Math.max(8, right - left), this.canvas.height - 4);
    context.font = "600 15px system-ui, sans-serif";
    context.fillStyle = "#090c16";
    context.fillRect(left, 2, context.measureText(label).width + 14, 24);
    context.fillStyle = "#ffffff";
    context.fillText(label, left + 7, 20);
  }
}

const window = Float32Array.from({ length: frameSamples }, (_, i) =>
  0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frameSamples));
const filters = makeFilters();

function melOf(frame) {
  const [real, imaginary] = [new Float32Array(fftSize), new Float32Array(fftSize)];
  for (let i = 0; i < frameSamples; i++)
    real[i] = frame[i] * window[i];
  transform(real, imaginary);
  return filters.map(filter => {
    let energy = 1e-10;
    filter.forEach(([bin, weight]) => energy += weight * (real[bin] ** 2 + imaginary[bin] ** 2));
    return Math.log10(energy);
  });
}

function makeFilters() {
  const mel = hertz => 2595 * Math.log10(1 + hertz / 700);
  const edges = Array.from({ length: bands + 2 }, (_, i) =>
    mel(lowHertz) + (i * (mel(highHertz) - mel(lowHertz))) / (bands + 1));
  return Array.from({ length: bands }, (_, band) => {
    const filter = [];
    for (let bin = 1; bin < fftSize / 2; bin++) {
      const at = mel((bin * rateHertz) / fftSize);
      const weight = Math.min((at - edges[band]) / (edges[band + 1] - edges[band]),
        (edges[band + 2] - at) / (edges[band + 2] - edges[band + 1]));
      if (weight > 0)
        filter.push([bin, weight]);
    }
    return filter;
  });
}

// Fourier transform in place; the length is a power of two.
function transform(real, imaginary) {
  const size = real.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) {
      [real[i], real[j]] = [real[j], real[i]];
      [imaginary[i], imaginary[j]] = [imaginary[j], imaginary[i]];
    }
  }
  for (let length = 2; length <= size; length <<= 1) {
    const angle = (-2 * Math.PI) / length;
    for (let begin = 0; begin < size; begin += length)
      for (let k = 0; k < length / 2; k++) {
        const [cosine, sine] = [Math.cos(angle * k), Math.sin(angle * k)];
        const [a, b] = [begin + k, begin + k + length / 2];
        const [re, im] = [real[b] * cosine - imaginary[b] * sine, real[b] * sine + imaginary[b] * cosine];
        [real[b], imaginary[b]] = [real[a] - re, imaginary[a] - im];
        real[a] += re;
        imaginary[a] += im;
      }
  }
}

const shades = 256;
const palette = Array.from({ length: shades }, (_, shade) => {
  const at = Math.min(0.9999, shade / (shades - 1)) * (colours.length - 1);
  const [low, part] = [Math.floor(at), at % 1];
  return [...colours[low].map((value, i) => Math.round(value + part * (colours[low + 1][i] - value))), 255];
});

const colourOf = share => palette[Math.round((shades - 1) * Math.max(0, Math.min(1, share)))];
