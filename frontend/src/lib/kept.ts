import { useEffect, useState } from "react";

/**
 * A state that outlives its page: what is being written stays in this tab, whatever is opened
 * meanwhile, until it is what was there at first again. `place` names it, with the version it began from.
 */
export function useKept<T>(place: string, first: T): [T, (value: T) => void] {
  const at = `kept:${place}`;
  const [value, setValue] = useState<T>(() => read(at) ?? first);
  const plain = JSON.stringify(value);
  const same = plain === JSON.stringify(first);
  useEffect(() => {
    try {
      if (same) sessionStorage.removeItem(at);
      else sessionStorage.setItem(at, plain);
    } catch {
      // Full or switched off: it stays on the page alone, as long as that is open.
    }
  }, [at, same, plain]);
  return [value, setValue];
}

function read<T>(at: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(at) ?? "null") as T | null;
  } catch {
    return null;
  }
}

/** Adds to what is being written there, or to what it would begin from; it is read when its page opens. */
export function addToKept(place: string, first: string, more: string): void {
  const at = `kept:${place}`;
  const text = [read<string>(at) ?? first, more].filter((part) => part.trim()).join("\n\n");
  try {
    sessionStorage.setItem(at, JSON.stringify(text));
  } catch {
    // Full or switched off: the page opens without it.
  }
}
