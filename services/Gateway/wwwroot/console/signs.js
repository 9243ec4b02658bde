// The page Signs: the camera's pictures to /v1/signs/read, and the letters, words and speech that come back.
import { whyNot } from "./microphone.js";
import { SpeechPlayer } from "./speech-player.js";
import { deviceId, entry, prepend, tellWatched } from "./page.js";

const sidePixels = 256; // of the pictures that are sent
const pauseMs = 100; // between two pictures
const mostUnanswered = 3;
const mostWords = 30;
const handMs = 600; // a hand that is not found for as long is gone
const handShare = 0.5; // how much of the way to its new place the hand's frame goes with each picture
const retriesMs = [500, 1000, 2000, 4000, 8000];

export function start(rootId, { path }) {
  const page = new SignsPage(document.getElementById(rootId), path);
  return { stop: () => page.stop() };
}

class SignsPage {
  constructor(root, path) {
    this.root = root;
    this.path = path;
    this.find = selector => root.querySelector(selector);
    this.video = this.find("#view");
    this.button = this.find("#signs-button");
    this.button.onclick = () => this.toggle();
    this.canvas = document.createElement("canvas");
    this.canvas.width = this.canvas.height = sidePixels;
    this.player = new SpeechPlayer(root);
    this.find("#place").onchange = () => this.frameRegion();
    this.find("#aloud").onchange = this.find("#motion").onchange = () => this.media && this.reconnect();
    this.video.onloadedmetadata = () => this.frameRegion();
    this.resized = new ResizeObserver(() => this.frameRegion());
    this.resized.observe(this.video);
    root.dataset.ready = "true";
  }

  async toggle() {
    if (this.isBusy)
      return;
    this.isBusy = true;
    try {
      await (this.media ? this.close() : this.open());
    } catch (error) {
      this.close();
      this.tell("failed", error.message);
    } finally {
      this.isBusy = false;
    }
  }

  async open() {
    this.tell("asking", "Waiting for the camera …");
    if (!navigator.mediaDevices)
      throw new Error("The browser gives no camera to pages that come over plain HTTP from another machine. "
        + "Open the console on this machine, or by HTTPS.");
    try {
      this.media = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user" },
      });
    } catch (error) {
      throw new Error(whyNot(error, "camera"));
    }
    this.player.wake();
    this.video.srcObject = this.media;
    await this.video.play();
    this.begun = performance.now();
    this.tries = 0;
    this.press(true);
    this.connect();
    this.timer = setInterval(() => this.send(), pauseMs);
  }

  close() {
    clearInterval(this.timer);
    clearTimeout(this.retry);
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
    this.media?.getTracks().forEach(track => track.stop());
    this.media = this.video.srcObject = null;
    this.press(false);
    this.tell("idle", "The camera is off.");
    this.show([]);
    this.hideHand();
  }

  stop() {
    this.close();
    this.resized.disconnect();
    this.player.close();
  }

  press(isOn) {
    this.button.setAttribute("aria-pressed", isOn);
    this.button.querySelector("span").textContent = isOn ? "Stop the camera" : "Start the camera";
  }

  tell(state, text) {
    this.root.dataset.state = state;
    this.find("#signs-state").textContent = text;
  }

  reconnect() {
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
    this.connect();
  }

  connect() {
    const address = new URL(this.path, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = this.socket = new WebSocket(address, ["kws.v1"]);
    socket.binaryType = "arraybuffer";
    this.isReading = false;
    this.unanswered = 0;
    let error;
    socket.onopen = () => socket.send(JSON.stringify({
      device_id: deviceId(), speak: this.find("#aloud").value, want_observed: true,
      motion_letters: this.find("#motion").checked,
    }));
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket)
        return;
      if (typeof data !== "string")
        this.player.add(new Int16Array(data), this.speechRate);
      else
        error = this.on(JSON.parse(data)) ?? error;
    };
    socket.onclose = () => {
      if (socket !== this.socket)
        return;
      this.isReading = false;
      if (error && error.status !== "UNAVAILABLE" && error.status !== "RESOURCE_EXHAUSTED") {
        this.close();
        this.tell("failed", `The service refuses the stream: ${error.detail}`);
        return;
      }
      this.tell("waiting", `The connection is broken${error ? ` (${error.detail})` : ""}; trying again …`);
      this.retry = setTimeout(() => this.connect(), retriesMs[Math.min(this.tries++, retriesMs.length - 1)]);
    };
  }

  on(event) {
    switch (event.type) {
      case "started": {
        this.isReading = true;
        this.tries = 0;
        this.tell("listening", "Reading");
        const model = document.getElementById("sign-model");
        model.textContent = `${event.model_name} ${event.model_version}`;
        model.hidden = false;
        break;
      }
      case "observed":
        this.unanswered--;
        this.show(event.letters ?? []);
        this.showHand(event.hand);
        break;
      case "letter": {
        const letter = document.createElement("span");
        letter.textContent = event.letter;
        letter.dataset.id = event.id;
        // What looked like an I at rest was the beginning of a J.
        if (event.replaces)
          this.find(`#spelled [data-id="${event.replaces}"]`)?.remove();
        this.find("#spelled").append(letter);
        break;
      }
      case "word":
        this.find("#spelled").replaceChildren();
        prepend(this.find("#words"), mostWords, entry(event.proposed,
          event.proposed === event.spelled ? [] : [`spelled ${event.spelled}`]));
        break;
      case "speech":
        this.speechRate = event.sample_rate_hz;
        if (event.error)
          this.tell("listening", `Not spoken: ${event.error}`);
        break;
      case "watched":
        tellWatched(this.root, event.by);
        break;
      case "error":
        return event;
    }
    return undefined;
  }

  show(letters) {
    [...this.find("#letters").children].forEach((item, i) => {
      const seen = letters[i];
      const [letter, meter, share] = item.children;
      letter.textContent = seen?.letter ?? "–";
      meter.value = seen?.posterior ?? 0;
      share.textContent = seen ? `${Math.round(100 * seen.posterior)} %` : "";
    });
  }

  // The part of the picture that is sent, in its pixels.
  region() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const place = this.find("#place").value;
    if (place === "all")
      return { x: 0, y: 0, width, height };
    const side = Math.min(width, height);
    const room = width - side;
    // The view is a mirror: its left is the picture's right.
    const x = place === "middle" ? room / 2 : place === "left" ? room : 0;
    return { x, y: (height - side) / 2, width: side, height: side };
  }

  frameRegion() {
    const { videoWidth, videoHeight } = this.video;
    const box = this.find("#region");
    if (!videoWidth)
      return;
    this.frame(box, this.region());
  }

  // Around a part of the picture, in its pixels; the view is a mirror.
  frame(box, { x, y, width, height }) {
    const { videoWidth, videoHeight } = this.video;
    const percent = (part, whole) => `${(100 * part) / whole}%`;
    box.style.right = percent(x, videoWidth);
    box.style.top = percent(y, videoHeight);
    box.style.width = percent(width, videoWidth);
    box.style.height = percent(height, videoHeight);
  }

  // In shares of the picture that was sent; undefined: no hand was found.
  showHand(found) {
    if (!found || !this.video.videoWidth) {
      this.handGone ??= setTimeout(() => this.hideHand(), handMs);
      return;
    }
    clearTimeout(this.handGone);
    this.handGone = undefined;
    const before = this.hand ?? found;
    const between = side => before[side] + handShare * (found[side] - before[side]);
    this.hand = { left: between("left"), top: between("top"), right: between("right"), bottom: between("bottom") };
    const { x, y, width, height } = this.region();
    const { left, top, right, bottom } = this.hand;
    const box = this.find("#hand");
    this.frame(box, {
      x: x + left * width, y: y + top * height, width: (right - left) * width, height: (bottom - top) * height,
    });
    box.hidden = false;
  }

  hideHand() {
    clearTimeout(this.handGone);
    this.handGone = this.hand = undefined;
    this.find("#hand").hidden = true;
  }

  send() {
    const socket = this.socket;
    if (!this.isReading || this.unanswered >= mostUnanswered || socket.bufferedAmount > 0 || !this.video.videoWidth
      || this.isDrawing)
      return;
    this.isDrawing = true;
    const { x, y, width, height } = this.region();
    this.canvas.height = Math.round((sidePixels * height) / width);
    this.canvas.getContext("2d").drawImage(this.video, x, y, width, height, 0, 0, this.canvas.width, this.canvas.height);
    const capturedUs = BigInt(Math.round(1000 * (performance.now() - this.begun)));
    this.canvas.toBlob(async picture => {
      const jpeg = new Uint8Array(await picture.arrayBuffer());
      this.isDrawing = false;
      if (socket !== this.socket || !this.isReading)
        return;
      const message = new Uint8Array(8 + jpeg.length);
      new DataView(message.buffer).setBigInt64(0, capturedUs, true);
      message.set(jpeg, 8);
      socket.send(message);
      this.unanswered++;
    }, "image/jpeg", 0.85);
  }
}
