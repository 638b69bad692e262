const FIRST_SECONDS = 1;
const MOST_SECONDS = 60;

/**
 * Seconds to wait before attempt `attempts + 1`: exponential with full jitter, so that a hundred
 * browsers do not come back in the same second; never sooner than the server asked.
 */
export function waitSeconds(
  attempts: number,
  retryAfter: number | null,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** Math.max(0, attempts - 1));
  return Math.max(random() * ceiling, retryAfter ?? 0);
}
