import { type Dispatch, useEffect, useRef } from "react";
import { ApiError } from "@/api/client";
import { extendLease } from "@/api/queries/queue";
import { t } from "@/lib/i18n";
import type { Change, Work } from "./state";
import type { WorkTimer } from "./useWorkTimer";

const EVERY_MS = 5000;
/** When somebody is away, this is when they are told. */
export const WARN_SECONDS = 60;

export function secondsLeft(work: Work, now = Date.now()): number {
  return (work.leaseEnds - now) / 1000;
}

/** Keeps the leases of what is held while somebody is at work, and says when one is about to end. */
export function useLease(
  works: Work[],
  timer: WorkTimer,
  dispatch: Dispatch<Change>,
  warn: (text: string) => void,
): void {
  const latest = useRef({ works, timer, warn });
  latest.current = { works, timer, warn };
  const warned = useRef<number | null>(null);
  const asking = useRef(new Set<number>());
  useEffect(() => {
    const look = () => {
      const { works, timer } = latest.current;
      const active = timer.active();
      for (const [n, work] of works.entries()) {
        // An answer taken up again holds no lease: its item was counted when it was first sent.
        if (!work.lost && work.assignment.judgment_id === null) tend(work, n === 0, active);
      }
    };
    const tend = (work: Work, onScreen: boolean, active: boolean) => {
      const { id } = work.assignment;
      const left = secondsLeft(work);
      if (active && left < work.leaseSeconds / 2) void extend(work);
      else if (left <= 0) dispatch({ type: "lease lost", id });
      else if (onScreen && left < WARN_SECONDS && warned.current !== id) {
        warned.current = id;
        latest.current.warn(
          t("This item goes back to the queue in a minute. Any key or touch keeps it for you."),
        );
      }
    };
    const extend = async (work: Work) => {
      const { id, lease_token } = work.assignment;
      if (asking.current.has(id)) return;
      asking.current.add(id);
      try {
        const { seconds_left } = await extendLease(id, lease_token);
        warned.current = null;
        dispatch({ type: "extended", id, secondsLeft: seconds_left, now: Date.now() });
      } catch (error) {
        if (error instanceof ApiError && [404, 409].includes(error.status))
          dispatch({ type: "lease lost", id });
      } finally {
        asking.current.delete(id);
      }
    };
    const interval = setInterval(look, EVERY_MS);
    return () => clearInterval(interval);
  }, [dispatch]);
}
