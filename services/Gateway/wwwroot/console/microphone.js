// The microphone as portions of 16 kHz s16le. Nothing of it leaves the browser by itself.
export const rateHertz = 16000;

// onPortion(Int16Array, clippedSamples), each 50 ms. Throws an Error that says what to do.
export async function openMicrophone(onPortion) {
  if (!navigator.mediaDevices)
    throw new Error("The browser gives no microphone to pages that come over plain HTTP from another machine. "
      + "Open the console on this machine, or by HTTPS.");
  let media;
  try {
    // As it sounds: the models have learned from unprocessed recordings.
    media = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
  } catch (error) {
    throw new Error(whyNot(error, "microphone"));
  }
  const context = new AudioContext();
  await context.audioWorklet.addModule(new URL("./microphone-worklet.js", import.meta.url));
  await context.resume();
  const worklet = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0 });
  worklet.port.onmessage = ({ data }) => onPortion(data.samples, data.clipped);
  const source = context.createMediaStreamSource(media);
  source.connect(worklet);
  return {
    // Holding on to the source keeps it from being collected, which would silence the stream.
    close() {
      worklet.port.onmessage = null;
      source.disconnect();
      media.getTracks().forEach(track => track.stop());
      return context.close();
    },
  };
}

// For people: why getUserMedia refused.
export function whyNot(error, what) {
  switch (error.name) {
    case "NotAllowedError":
      return `The browser was not allowed to use the ${what}. Allow it by the icon beside the address, then try again.`;
    case "NotFoundError":
      return `No ${what} was found. Plug one in, then try again.`;
    case "NotReadableError":
      return `The ${what} is in use by another program. Close that, then try again.`;
    default:
      return `The ${what} cannot be used: ${error.message}`;
  }
}

// Peak and effective level of samples, in dB below full scale.
export function levelOf(samples) {
  let [peak, squares] = [0, 0];
  for (const sample of samples) {
    peak = Math.max(peak, Math.abs(sample));
    squares += sample * sample;
  }
  const decibels = value => 20 * Math.log10(Math.max(value, 1) / 32768);
  return { peak: decibels(peak), effective: decibels(Math.sqrt(squares / Math.max(1, samples.length))) };
}
