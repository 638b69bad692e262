/** How fast long work goes, from what was seen of it: the server counts, the page watches. */

export type Sample = { at: number; done: number };
export type Pace = { perSecond: number; secondsLeft: number | null };

const WINDOW_MS = 60_000;

/** The samples of the last minute with one more; a count that fell means that the work began anew. */
export function watch(samples: readonly Sample[], next: Sample): Sample[] {
  const last = samples.at(-1);
  if (last && next.done < last.done) return [next];
  return [...samples.filter((s) => next.at - s.at <= WINDOW_MS), next];
}

/** Null until two samples a second apart have been seen: no figure is better than a wild one. */
export function pace(samples: readonly Sample[], total: number | null): Pace | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < 1000 || last.done <= first.done) return null;
  const perSecond = ((last.done - first.done) * 1000) / (last.at - first.at);
  return { perSecond, secondsLeft: total === null ? null : (total - last.done) / perSecond };
}
