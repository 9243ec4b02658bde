// The page Listen: the microphone to /v1/listen, and what comes back.
import { levelOf, openMicrophone, rateHertz } from "./microphone.js";
import { LogMelPicture } from "./log-mel.js";
import { ResumingSocket } from "./resuming-socket.js";
import { deviceId, entry, prepend, tellWatched } from "./page.js";

const mostEvents = 50;
const times = 400; // portions whose time is remembered, to tell delays

export function start(rootId, { path }) {
  const page = new ListenPage(document.getElementById(rootId), path);
  return { stop: () => page.stop() };
}

class ListenPage {
  constructor(root, path) {
    this.root = root;
    this.path = path;
    this.button = root.querySelector("#listen-button");
    this.state = root.querySelector("#listen-state");
    this.meter = root.querySelector(".level");
    this.picture = new LogMelPicture(root.querySelector("#mel"));
    this.sliders = [...root.querySelectorAll("#thresholds input")];
    this.ends = [];
    this.button.onclick = () => this.toggle();
    this.recallThresholds();
    root.querySelector("#own-thresholds").onclick = () => this.ownThresholds();
    this.ready();
  }

  ready() {
    this.root.dataset.ready = "true";
  }

  async toggle() {
    if (this.isBusy)
      return;
    this.isBusy = true;
    try {
      await (this.microphone ? this.stop() : this.begin());
    } catch (error) {
      this.tell("failed", error.message);
      await this.stop("failed");
    } finally {
      this.isBusy = false;
    }
  }

  async begin() {
    this.tell("asking", "Waiting for the microphone …");
    this.picture.clear();
    this.pushed = 0;
    this.told = new Set();
    this.ends = [];
    this.microphone = await openMicrophone((samples, clipped) => this.hear(samples, clipped));
    this.socket = new ResumingSocket(this.path, this.config(), {
      event: event => this.on(event),
      state: (state, detail) => this.onState(state, detail),
    });
    this.press(true);
  }

  async stop(state = "idle") {
    this.socket?.close();
    this.socket = undefined;
    const microphone = this.microphone;
    this.microphone = undefined;
    await microphone?.close();
    this.press(false);
    this.showLevel(-60, -60);
    if (state === "idle")
      this.tell("idle", "The microphone is off.");
  }

  press(isOn) {
    this.button.setAttribute("aria-pressed", isOn);
    this.button.querySelector("span").textContent = isOn ? "Stop listening" : "Start listening";
  }

  tell(state, text) {
    this.root.dataset.state = state;
    this.state.textContent = text;
  }

  config() {
    return {
      device_id: deviceId(),
      sample_rate_hz: rateHertz,
      encoding: "s16le",
      keywords: this.sliders.map(slider => ({ label: slider.dataset.label, threshold: Number(slider.value) })),
      responses: ["near_miss", "acknowledged"],
    };
  }

  hear(samples, clipped) {
    this.picture.push(samples);
    this.pushed += samples.length;
    const { peak, effective } = levelOf(samples);
    this.showLevel(effective, peak, clipped > 0);
    if (!this.socket)
      return;
    this.socket.push(samples);
    this.ends.push({ end: this.socket.end, at: performance.now(), pushed: this.pushed });
    if (this.ends.length > times)
      this.ends.shift();
  }

  showLevel(effective, peak, isClipped = false) {
    const share = decibels => Math.max(0, Math.min(1, 1 + decibels / 60));
    this.meter.setAttribute("aria-valuenow", Math.round(Math.max(-60, effective)));
    this.meter.classList.toggle("clipped", isClipped);
    this.meter.firstElementChild.style.transform = `scaleX(${share(effective)})`;
    this.meter.lastElementChild.style.transform = `translateX(${share(peak) * 100}%)`;
  }

  on(event) {
    switch (event.type) {
      case "started":
        this.model = `${event.model_name} ${event.model_version}`;
        this.tell("listening", `Listening with ${this.model}`);
        break;
      case "keyword":
        this.onKeyword(event);
        break;
      case "near_miss":
        prepend(this.root.querySelector("#near"), mostEvents, entry(event.label,
          [`${event.score.toFixed(2)} of ${event.threshold.toFixed(2)}`, `rather ${event.rival} ${event.rival_score.toFixed(2)}`],
          event.score / event.threshold));
        break;
      case "watched":
        tellWatched(this.root, event.by);
        break;
    }
  }

  onKeyword({ id, label, confidence, start_sample: start, end_sample: end, decided_sample: decided }) {
    // Audio that is sent again tells its words again.
    if (this.told.has(id))
      return;
    this.told.add(id);
    const delayMs = this.delayOf(decided);
    const details = [`score ${confidence.toFixed(2)}`];
    if (delayMs !== undefined)
      details.push(`after ${Math.round(delayMs)} ms`);
    prepend(this.root.querySelector("#heard"), mostEvents, entry(label, details, confidence));
    const last = this.root.querySelector("#heard-last");
    last.textContent = label;
    last.classList.remove("flash");
    void last.offsetWidth; // so that the animation begins anew
    last.classList.add("flash");
    const shift = this.pushed - (this.socket?.end ?? 0);
    this.picture.mark(label, start + shift, end + shift);
  }

  // Milliseconds since the last sample that the decision used was taken.
  delayOf(sample) {
    const portion = this.ends.find(({ end }) => end >= sample);
    return portion && performance.now() - portion.at;
  }

  onState(state, detail) {
    if (state === "waiting")
      this.tell("waiting", `The connection is broken${detail ? ` (${detail})` : ""}. Audio is kept and sent when it is back …`);
    else if (state === "lost")
      this.tell("waiting", `The service was away too long: ${detail}.`);
    else if (state === "refused") {
      this.tell("failed", `The service refuses the stream: ${detail}`);
      this.stop("failed");
    }
  }

  recallThresholds() {
    const kept = JSON.parse(localStorage.getItem("kws-thresholds") ?? "{}");
    for (const slider of this.sliders) {
      const output = slider.nextElementSibling;
      if (kept[slider.dataset.label] !== undefined)
        slider.value = kept[slider.dataset.label];
      output.textContent = Number(slider.value).toFixed(2);
      slider.oninput = () => output.textContent = Number(slider.value).toFixed(2);
      slider.onchange = () => this.keepThresholds();
    }
  }

  ownThresholds() {
    for (const slider of this.sliders) {
      slider.value = slider.dataset.own;
      slider.oninput();
    }
    this.keepThresholds();
  }

  keepThresholds() {
    const changed = this.sliders.filter(slider => slider.value !== slider.dataset.own);
    localStorage.setItem("kws-thresholds",
      JSON.stringify(Object.fromEntries(changed.map(slider => [slider.dataset.label, slider.value]))));
    this.ends = [];
    this.socket?.restart(this.config());
  }
}
