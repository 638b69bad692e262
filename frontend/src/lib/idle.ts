/** When the page has nothing else to do; Safari has no idle callbacks. */
export const idle = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 50));
export const cancel = window.cancelIdleCallback ?? window.clearTimeout;

/** Once what was changed just now has been painted; the answer takes it back. */
export function afterPaint(run: () => void): () => void {
  let timeout: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => {
    timeout = setTimeout(run);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timeout);
  };
}
