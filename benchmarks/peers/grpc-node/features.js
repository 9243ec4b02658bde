// Log-mel features in JavaScript, by the definition of a package's manifest (docs/features.md): windowed frames, a
// radix-2 FFT of two frames at once, triangles straight in mel, natural logarithm.
"use strict";

const mel = hz => 1127.01048 * Math.log(1 + hz / 700);

class LogMel {
  constructor(spec) {
    if (spec.kind !== "log-mel" || spec.window !== "hann" || spec.log !== "natural" || spec.pre_emphasis)
      throw new Error(`features: ${JSON.stringify(spec)} are not written here`);
    this.spec = spec;
    const { frame_length_samples: length, fft_size: size } = spec;
    this.window = Float32Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * i / (length - 1)));
    this.re = new Float32Array(size);
    this.im = new Float32Array(size);
    this.cos = Float32Array.from({ length: size / 2 }, (_, i) => Math.cos(2 * Math.PI * i / size));
    this.sin = Float32Array.from({ length: size / 2 }, (_, i) => -Math.sin(2 * Math.PI * i / size));
    const bits = Math.log2(size);
    this.reversed = Uint16Array.from({ length: size }, (_, i) => {
      let r = 0;
      for (let b = 0; b < bits; b++) r |= ((i >> b) & 1) << (bits - 1 - b);
      return r;
    });
    this.bands = this.#bands();
  }

  // Frames that begin at `first` and a hop later; their features go into `out` at `at`.
  pair(samples, first, out, at) {
    const { hop_samples: hop, frame_length_samples: length, fft_size: size, coefficients } = this.spec;
    const { re, im, reversed, window } = this;
    for (let i = 0; i < size; i++) {
      const to = reversed[i];
      re[to] = i < length ? samples[first + i] * window[i] : 0;
      im[to] = i < length ? samples[first + hop + i] * window[i] : 0;
    }
    this.#transform();
    this.#logs(1, out, at);
    this.#logs(-1, out, at + coefficients);
  }

  #transform() {
    const { re, im, cos, sin } = this, size = this.spec.fft_size;
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half)
        for (let k = 0; k < half; k++) {
          const a = start + k, b = a + half, c = cos[k * stride], s = sin[k * stride];
          const x = re[b] * c - im[b] * s, y = re[b] * s + im[b] * c;
          re[b] = re[a] - x; im[b] = im[a] - y;
          re[a] += x; im[a] += y;
        }
    }
  }

  // Of the spectrum of a + ib: sign 1 is a's, -1 is b's.
  #logs(sign, out, at) {
    const { re, im, bands } = this, size = this.spec.fft_size;
    for (const { first, weights } of bands) {
      let energy = this.spec.floor;
      for (let i = 0; i < weights.length; i++) {
        const k = first + i, mirror = (size - k) % size;
        const x = re[k] + sign * re[mirror], y = im[k] - sign * im[mirror];
        energy += weights[i] * (x * x + y * y) / 4;
      }
      out[at++] = Math.log(energy);
    }
  }

  #bands() {
    const { low_hz: low, high_hz: high, mel_bands: count, sample_rate_hz: rate, fft_size: size } = this.spec;
    const corners = Array.from({ length: count + 2 }, (_, i) => mel(low) + (mel(high) - mel(low)) * i / (count + 1));
    return Array.from({ length: count }, (_, band) => {
      const [left, centre, right] = corners.slice(band, band + 3);
      const weights = Array.from({ length: size / 2 + 1 }, (_, bin) => {
        const at = mel(bin * rate / size);
        return Math.max(0, at <= centre ? (at - left) / (centre - left) : (right - at) / (right - centre));
      });
      const first = weights.findIndex(weight => weight > 0), last = weights.findLastIndex(weight => weight > 0);
      return { first: Math.max(0, first), weights: Float32Array.from(first < 0 ? [] : weights.slice(first, last + 1)) };
    });
  }
}

module.exports = { LogMel };
