// A WebSocket that sends a recording and, when it breaks, comes back and goes on where the server had heard it all.
const rateHertz = 16000;
const mostKept = 60 * rateHertz; // samples that wait for their acknowledgement
const mostWaitingBytes = 256 * 1024; // in the browser, before more is held back
const pausesMs = [250, 500, 1000, 2000, 4000, 8000];

export class ResumingSocket {
  // config: of the first message, without the position; on.event(event), on.state(state, detail).
  constructor(path, config, on) {
    this.address = new URL(path, location.href);
    this.address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    Object.assign(this, { config, on });
    this.begin();
    this.connect();
  }

  begin() {
    this.recording = crypto.randomUUID ? crypto.randomUUID() : `r${Math.random().toString(36).slice(2)}`;
    this.kept = []; // { first, samples }, one after the other
    this.end = 0; // samples of the recording so far
    this.resume = 0;
    this.sent = 0;
    this.tries = 0;
  }

  push(samples) {
    if (this.isClosed)
      return;
    this.kept.push({ first: this.end, samples });
    this.end += samples.length;
    if (this.end - this.kept[0].first > mostKept) {
      // The server has been away for too long: what comes next is another recording.
      const lost = this.end - this.resume;
      this.begin();
      this.on.state("lost", `${Math.round(lost / rateHertz)} s of audio were not heard`);
      this.drop();
      return;
    }
    this.pump();
  }

  connect() {
    const socket = this.socket = new WebSocket(this.address, ["kws.v1"]);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      socket.send(JSON.stringify({ ...this.config, recording_id: this.recording, resume_sample: this.resume }));
      this.sent = this.resume;
      this.isOpen = true;
      this.pump();
    };
    socket.onmessage = ({ data }) => socket === this.socket && this.receive(data);
    socket.onclose = () => socket === this.socket && this.lost();
  }

  receive(data) {
    if (typeof data !== "string") {
      this.on.binary?.(data);
      return;
    }
    const event = JSON.parse(data);
    if (event.type === "started") {
      this.tries = 0;
      this.on.state("open");
    } else if (event.type === "acknowledged") {
      this.resume = event.resume_sample;
      while (this.kept.length > 0 && this.kept[0].first + this.kept[0].samples.length <= this.resume)
        this.kept.shift();
    } else if (event.type === "error") {
      this.lastError = event;
    }
    this.on.event(event);
  }

  pump() {
    if (!this.isOpen || this.socket.readyState !== WebSocket.OPEN)
      return;
    for (const { first, samples } of this.kept) {
      if (first + samples.length <= this.sent)
        continue;
      if (this.socket.bufferedAmount > mostWaitingBytes)
        return;
      this.socket.send(samples.subarray(Math.max(0, this.sent - first)));
      this.sent = first + samples.length;
    }
  }

  lost() {
    this.isOpen = false;
    if (this.isClosed)
      return;
    const error = this.lastError;
    this.lastError = undefined;
    if (error && isForGood(error)) {
      this.isClosed = true;
      this.on.state("refused", error.detail);
      return;
    }
    const pause = Math.max(pausesMs[Math.min(this.tries++, pausesMs.length - 1)], 1000 * (error?.retry_after_seconds ?? 0));
    this.on.state("waiting", error?.detail);
    this.timer = setTimeout(() => this.connect(), pause);
  }

  // Ends this connection; the next one begins at once or in a while.
  drop() {
    const socket = this.socket;
    this.socket = undefined;
    this.isOpen = false;
    clearTimeout(this.timer);
    socket?.close();
    this.connect();
  }

  // Goes on as another recording under another config.
  restart(config) {
    this.config = config;
    this.begin();
    this.drop();
  }

  close() {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }
}

// What trying again does not mend.
const isForGood = ({ status }) => ["INVALID_ARGUMENT", "UNAUTHENTICATED", "PERMISSION_DENIED", "FAILED_PRECONDITION"]
  .includes(status);
