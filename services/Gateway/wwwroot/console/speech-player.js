// Plays speech that comes in pieces, one after the other without a gap.
export class SpeechPlayer {
  // What was played is told by data-played of the element, in seconds.
  constructor(element) {
    this.element = element;
    this.played = 0;
  }

  // Browsers let a page sound only after somebody pressed something.
  wake() {
    this.context ??= new AudioContext();
    return this.context.resume();
  }

  add(samples, rateHertz) {
    if (samples.length === 0)
      return;
    this.wake();
    const buffer = this.context.createBuffer(1, samples.length, rateHertz);
    buffer.copyToChannel(Float32Array.from(samples, sample => sample / 32768), 0);
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.context.destination);
    this.next = Math.max(this.next ?? 0, this.context.currentTime + 0.05);
    source.start(this.next);
    this.next += buffer.duration;
    source.onended = () => this.element.dataset.played = (this.played += buffer.duration).toFixed(2);
  }

  close() {
    this.context?.close();
  }
}
