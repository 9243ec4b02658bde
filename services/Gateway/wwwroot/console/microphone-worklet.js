// Runs where the browser handles audio: the microphone's samples as 16 kHz s16le, in portions.
import { Resampler } from "./resampler.js";

const rateHertz = 16000;
const portionSamples = 800;

class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, rateHertz);
    this.portion = new Int16Array(portionSamples);
    this.filled = 0;
    this.clipped = 0;
  }

  process([channels]) {
    if (channels.length > 0)
      this.resampler.push(channels.length === 1 ? channels[0] : mean(channels), sample => this.add(sample));
    return true;
  }

  add(sample) {
    const scaled = Math.round(sample * 32768);
    if (scaled > 32767 || scaled < -32768)
      this.clipped++;
    this.portion[this.filled++] = Math.max(-32768, Math.min(32767, scaled));
    if (this.filled < portionSamples)
      return;
    this.port.postMessage({ samples: this.portion, clipped: this.clipped }, [this.portion.buffer]);
    this.portion = new Int16Array(portionSamples);
    this.filled = this.clipped = 0;
  }
}

function mean(channels) {
  return channels[0].map((_, i) => channels.reduce((sum, channel) => sum + channel[i], 0) / channels.length);
}

registerProcessor("microphone", Microphone);
