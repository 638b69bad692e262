/** Nobody reads this long without a key, a scroll or a touch. */
export const IDLE_SECONDS = 60;

/**
 * Seconds of work on one item: time with the page hidden does not count, nor does time beyond
 * IDLE_SECONDS after the last sign of life. Times are milliseconds of one clock that only goes up.
 */
export class ActiveTimer {
  #seconds: number;
  #since: number;
  #lastSign: number;
  #hidden: boolean;

  constructor(now: number, { seconds = 0, hidden = false } = {}) {
    this.#seconds = seconds;
    this.#since = now;
    this.#lastSign = now;
    this.#hidden = hidden;
  }

  /** A key, a scroll, a pointer that moved. */
  sign(now: number): void {
    this.#settle(now);
    this.#lastSign = now;
  }

  hide(now: number): void {
    this.#settle(now);
    this.#hidden = true;
  }

  show(now: number): void {
    this.#settle(now);
    this.#hidden = false;
    this.#lastSign = now;
  }

  seconds(now: number): number {
    this.#settle(now);
    return this.#seconds;
  }

  /** Whether somebody is at work right now. */
  active(now: number): boolean {
    return !this.#hidden && now - this.#lastSign < IDLE_SECONDS * 1000;
  }

  #settle(now: number): void {
    const until = Math.min(now, this.#lastSign + IDLE_SECONDS * 1000);
    if (!this.#hidden && until > this.#since) this.#seconds += (until - this.#since) / 1000;
    this.#since = Math.max(now, this.#since);
  }
}
