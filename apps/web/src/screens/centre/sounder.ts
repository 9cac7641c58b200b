import type { Priority } from '@munan/flow';
import { bursts } from './sound-pattern.ts';

/** Fundamental and four harmonics within 15 dB of it, as IEC 60601-1-8 asks: a bare tone cannot be located by ear. */
const harmonics = [1, 0.6, 0.45, 0.35, 0.25];

/** Plays alarm bursts. Made on a press: browsers give no sound before one. */
export class Sounder {
  readonly #context = new AudioContext();
  readonly #volume: GainNode;
  readonly #wave: PeriodicWave;
  #timer = 0;
  #priority: Priority | undefined;

  constructor(volume: number) {
    this.#volume = this.#context.createGain();
    this.#volume.connect(this.#context.destination);
    this.setVolume(volume);
    const real = new Float32Array([0, ...harmonics.map(() => 0)]);
    this.#wave = this.#context.createPeriodicWave(real, new Float32Array([0, ...harmonics]));
    void this.#context.resume();
  }

  /** 0..1 */
  setVolume(volume: number): void {
    this.#volume.gain.value = Math.max(0, Math.min(1, volume)) * 0.5;
  }

  /** What is to be heard from now on; the same again does not begin anew. */
  sound(priority: Priority | undefined): void {
    if (priority === this.#priority) return;
    this.#priority = priority;
    window.clearInterval(this.#timer);
    if (!priority) return;
    this.play(priority);
    this.#timer = window.setInterval(() => this.play(priority), bursts[priority].everyMs);
  }

  /** One burst, now. */
  play(priority: Priority): void {
    const from = this.#context.currentTime + 0.05;
    for (const pulse of bursts[priority].pulses) {
      const start = from + pulse.startMs / 1000;
      const end = start + pulse.lengthMs / 1000;
      const tone = this.#context.createOscillator();
      const envelope = this.#context.createGain();
      tone.setPeriodicWave(this.#wave);
      tone.frequency.value = pulse.frequencyHz;
      // Rise and fall of 20 ms: no click, and short enough to be a pulse.
      envelope.gain.setValueAtTime(0, start);
      envelope.gain.linearRampToValueAtTime(1, start + 0.02);
      envelope.gain.setValueAtTime(1, end - 0.02);
      envelope.gain.linearRampToValueAtTime(0, end);
      tone.connect(envelope).connect(this.#volume);
      tone.start(start);
      tone.stop(end);
    }
  }

  end(): void {
    window.clearInterval(this.#timer);
    void this.#context.close();
  }
}
