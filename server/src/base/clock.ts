// The one source of time: milliseconds since the Unix epoch, injected so that tests can move it (threat T21).

export interface Clock {
  /** Wall-clock time in whole milliseconds since the Unix epoch, UTC. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/**
 * A clock that never goes back, whatever the one beneath it does: from the highest time that was seen it goes on with
 * the other's pace. What has expired stays expired.
 */
export class SteadyClock implements Clock {
  readonly #wall: Clock;
  #offset = 0;
  #highest: number;

  /** `floor`: the highest time that an earlier process has seen. */
  constructor(wall: Clock, floor = 0) {
    this.#wall = wall;
    this.#highest = floor;
  }

  now(): number {
    const wall = this.#wall.now();
    if (wall + this.#offset < this.#highest) this.#offset = this.#highest - wall;
    this.#highest = wall + this.#offset;
    return this.#highest;
  }

  /** By how much the clock beneath is behind, in milliseconds. */
  get behind(): number {
    this.now();
    return this.#offset;
  }
}
