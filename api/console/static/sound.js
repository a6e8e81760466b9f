/** A quiet tone, made by the browser itself: two soft notes, a fifth apart. Off until somebody turns it on. */

const KEPT_AS = "kd.sound";
const NOTES = [587.33, 880];
const VOLUME = 0.06;
let context = null;

/** Say whether the sound is on in this browser. */
export function soundIsOn() {
  return localStorage.getItem(KEPT_AS) === "on";
}

/** Turn the sound on or off; on is heard at once, which is also what lets the page make sounds. */
export function setSound(on) {
  localStorage.setItem(KEPT_AS, on ? "on" : "off");
  if (on) ring();
}

/** Let the tone be heard, if the sound is on. */
export function ring() {
  if (!soundIsOn()) return;
  context ??= new AudioContext();
  context.resume().then(() => NOTES.forEach(play)).catch(() => {});
}

function play(frequency, place) {
  const from = context.currentTime + place * 0.11;
  const tone = new OscillatorNode(context, { type: "sine", frequency });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.linearRampToValueAtTime(VOLUME, from + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.35);
  tone.connect(volume).connect(context.destination);
  tone.start(from);
  tone.stop(from + 0.4);
}

// A page may only make sounds once somebody has touched it.
document.addEventListener("pointerdown", () => soundIsOn() && (context ??= new AudioContext()).resume(), { once: true });
