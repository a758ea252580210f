// The one source of time: milliseconds since the Unix epoch, injected so that tests can move it (threat T21).

export interface Clock {
  /** Wall-clock time in whole milliseconds since the Unix epoch, UTC. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
