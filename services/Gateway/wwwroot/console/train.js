// The page Train: takes of a word, one after the other, each checked. They stay in the browser until the training starts.
import { levelOf, openMicrophone, rateHertz } from "./microphone.js";
import { element } from "./page.js";

const takeSamples = 1.5 * rateHertz;
const countdownMs = 600; // a number
const edgeSamples = 0.06 * rateHertz;
const tooQuiet = -32; // dB below full scale: the peak of a take
const mostClipped = 8; // samples of a take
const cutShare = 0.35; // of the peak, at an edge: the word does not lie whole in its take

export function start(rootId, { takes }, page) {
  const recorder = new TakeRecorder(document.getElementById(rootId), takes, page);
  return { take: index => recorder.good()[index].wav, stop: () => recorder.close() };
}

class TakeRecorder {
  constructor(root, wanted, page) {
    Object.assign(this, { root, wanted, page });
    this.find = selector => root.querySelector(selector);
    this.takes = [];
    this.button = this.find("#record");
    this.button.onclick = () => (this.isOn ? this.pause() : this.record());
    this.meter = this.find(".level");
    root.dataset.ready = "true";
  }

  good() {
    return this.takes.filter(take => !take.fault);
  }

  tell(text) {
    this.find("#record-state").textContent = text;
  }

  press(isOn) {
    this.isOn = isOn;
    this.button.querySelector("span").textContent = isOn ? "Pause" : "Record";
  }

  async record() {
    this.press(true);
    try {
      this.microphone = await openMicrophone((samples, clipped) => this.hear(samples, clipped));
      while (this.isOn && this.good().length < this.wanted)
        await this.takeOne();
    } catch (error) {
      this.tell(error.message);
      this.press(false);
      return;
    }
    await this.pause();
  }

  async takeOne() {
    this.tell(`Take ${this.good().length + 1} of ${this.wanted}: say it after the countdown.`);
    for (const count of ["3", "2", "1"]) {
      this.find("#countdown").textContent = count;
      await pause(countdownMs);
      if (!this.isOn)
        return;
    }
    this.find("#countdown").textContent = "Say it";
    const { samples, clipped } = await new Promise(resolve => {
      this.taking = { samples: new Int16Array(takeSamples), filled: 0, clipped: 0, resolve };
    });
    if (this.isOn)
      this.keep({ wav: wavOf(samples), fault: faultOf(samples, clipped) });
  }

  hear(samples, clipped) {
    const { peak, effective } = levelOf(samples);
    const share = decibels => Math.max(0, Math.min(1, 1 + decibels / 60));
    this.meter.setAttribute("aria-valuenow", Math.round(Math.max(-60, effective)));
    this.meter.firstElementChild.style.transform = `scaleX(${share(effective)})`;
    this.meter.lastElementChild.style.transform = `translateX(${share(peak) * 100}%)`;
    const taking = this.taking;
    if (!taking)
      return;
    const part = samples.subarray(0, taking.samples.length - taking.filled);
    taking.samples.set(part, taking.filled);
    taking.filled += part.length;
    taking.clipped += clipped;
    if (taking.filled === taking.samples.length) {
      this.taking = undefined;
      taking.resolve(taking);
    }
  }

  keep(take) {
    this.takes.push(take);
    const item = element("li", take.fault ? "bad" : "good");
    const number = element("strong", "", `Take ${this.takes.length}`);
    const play = element("button", "small", "Play");
    const remove = element("button", "small danger", "Delete");
    play.type = remove.type = "button";
    play.onclick = () => new Audio(URL.createObjectURL(new Blob([take.wav], { type: "audio/wav" }))).play();
    remove.onclick = () => {
      this.takes.splice(this.takes.indexOf(take), 1);
      item.remove();
      this.tellTakes();
    };
    item.append(number, element("span", "", take.fault ?? "good"), play, remove);
    this.find("#takes").prepend(item);
    this.tellTakes();
  }

  tellTakes() {
    this.page.invokeMethodAsync("OnTakes", this.good().length);
  }

  async pause() {
    this.press(false);
    this.taking?.resolve({ samples: new Int16Array(0), clipped: 0 });
    this.taking = undefined;
    this.find("#countdown").textContent = "";
    const microphone = this.microphone;
    this.microphone = undefined;
    await microphone?.close();
    this.tell(`${this.good().length} good takes; the microphone is off.`);
  }

  close() {
    this.isOn = false;
    this.microphone?.close();
  }
}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

// Why a take is not used; undefined: it is good.
export function faultOf(samples, clipped) {
  const { peak } = levelOf(samples);
  if (peak < tooQuiet)
    return "too quiet: come closer, or speak up";
  if (clipped > mostClipped)
    return "too loud: it is clipped";
  const loudest = part => part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const whole = loudest(samples);
  if (loudest(samples.subarray(0, edgeSamples)) > cutShare * whole || loudest(samples.subarray(-edgeSamples)) > cutShare * whole)
    return "cut off: say it right after the countdown";
  return undefined;
}

function wavOf(samples) {
  const file = new Uint8Array(44 + 2 * samples.length);
  const view = new DataView(file.buffer);
  const text = (at, chars) => [...chars].forEach((char, i) => file[at + i] = char.charCodeAt(0));
  text(0, "RIFF");
  view.setUint32(4, file.length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rateHertz, true);
  view.setUint32(28, 2 * rateHertz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) => view.setInt16(44 + 2 * i, sample, true));
  return file;
}
