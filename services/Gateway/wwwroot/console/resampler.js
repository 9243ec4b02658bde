// Changes the rate of a stream of samples: windowed sinc, with the phases of the exact ratio.
const zeroCrossings = 16;
const beta = 8.6; // of the Kaiser window: about 85 dB down
const passBand = 0.95; // of the lower of both Nyquist frequencies

export class Resampler {
  constructor(fromHertz, toHertz) {
    const divisor = greatestCommonDivisor(Math.round(fromHertz), Math.round(toHertz));
    this.up = Math.round(toHertz) / divisor;
    this.down = Math.round(fromHertz) / divisor;
    const cutoff = passBand * Math.min(1, toHertz / fromHertz);
    this.half = Math.ceil(zeroCrossings / cutoff);
    this.taps = 2 * this.half;
    this.phases = Array.from({ length: this.up }, (_, phase) => phaseOf(phase / this.up, this.half, cutoff));
    this.history = new Float32Array(this.taps + 4096);
    this.filled = this.half; // as if silence had come before, so that the first output is at the first input
    this.position = 0; // of the next output: whole input samples into the history
    this.phase = 0;
  }

  // Calls emit with each sample that is complete.
  push(samples, emit) {
    if (this.filled + samples.length > this.history.length)
      this.grow(samples.length);
    this.history.set(samples, this.filled);
    this.filled += samples.length;
    while (this.position + this.taps <= this.filled) {
      const weights = this.phases[this.phase];
      let sum = 0;
      for (let k = 0; k < this.taps; k++)
        sum += weights[k] * this.history[this.position + k];
      emit(sum);
      this.phase += this.down;
      this.position += Math.floor(this.phase / this.up);
      this.phase %= this.up;
    }
    const used = Math.min(this.position, this.filled);
    this.history.copyWithin(0, used, this.filled);
    this.filled -= used;
    this.position -= used;
  }

  grow(by) {
    const larger = new Float32Array(this.filled + by + this.taps);
    larger.set(this.history.subarray(0, this.filled));
    this.history = larger;
  }
}

// The weights of the inputs around an output that lies `fraction` after the middle one.
function phaseOf(fraction, half, cutoff) {
  const weights = new Float32Array(2 * half);
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    const at = k - half - fraction;
    weights[k] = sinc(cutoff * at) * kaiser(at / half);
    sum += weights[k];
  }
  return weights.map(weight => weight / sum);
}

const sinc = x => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = x => (Math.abs(x) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta));

function bessel(x) {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-12 * sum; k++)
    sum += term *= (x / (2 * k)) ** 2;
  return sum;
}

function greatestCommonDivisor(a, b) {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
