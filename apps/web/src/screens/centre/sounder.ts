import type { Priority } from '@munan/flow';
import { bursts } from './sound-pattern.ts';

/** Fundamental and four harmonics within 15 dB of it, as IEC 60601-1-8 asks: a bare tone cannot be located by ear. */
const harmonics = [1, 0.6, 0.45, 0.35, 0.25];

/** Plays alarm bursts. A browser may hold the sound back until somebody has pressed something: `isBlocked` says so. */
export class Sounder {
  readonly #context = new AudioContext();
  readonly #volume: GainNode;
  readonly #wave: PeriodicWave;
  #timer = 0;
  #priority: Priority | undefined;

  /** @param onState told when it becomes blocked, or not any more */
  constructor(volume: number, onState: () => void) {
    this.#volume = this.#context.createGain();
    this.#volume.connect(this.#context.destination);
    this.setVolume(volume);
    const real = new Float32Array([0, ...harmonics.map(() => 0)]);
    this.#wave = this.#context.createPeriodicWave(real, new Float32Array([0, ...harmonics]));
    this.#context.onstatechange = onState;
    this.resume();
  }

  get isBlocked(): boolean {
    return this.#context.state !== 'running';
  }

  /** Asks the browser again; of use after a press. */
  resume(): void {
    // A browser that does not allow it yet leaves the promise open, or refuses it: the state says which it is.
    this.#context.resume().catch(() => {});
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

  /** One burst, now. Nothing while it is blocked: bursts must not pile up and sound together later. */
  play(priority: Priority): void {
    if (this.isBlocked) return;
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
    this.#context.onstatechange = null;
    void this.#context.close();
  }
}
