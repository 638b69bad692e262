/** So long without a sign of life is a break already. */
export const BREAK_MS = 5 * 60_000;

/** How long somebody has been at it without a break. Times are milliseconds of one clock. */
export class Stretch {
  #since: number;
  #last: number;

  constructor(now: number) {
    this.#since = now;
    this.#last = now;
  }

  /** A key, a pointer that moved. */
  sign(now: number): void {
    if (now - this.#last >= BREAK_MS) this.#since = now;
    this.#last = now;
  }

  /** Begin to count anew: a break was taken, or put off. */
  restart(now: number): void {
    this.#since = now;
    this.#last = now;
  }

  /** Minutes at work; 0 while somebody is away. */
  minutes(now: number): number {
    return now - this.#last >= BREAK_MS ? 0 : (now - this.#since) / 60_000;
  }
}
