import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { OutboxEntry } from "@/lib/db";
import { Outbox, type OutboxState } from "@/lib/outbox";
import { send, type Wish } from "./transport";

type Handlers = {
  /** What to ask for along with an entry, while these are unsent. */
  wish: (unsent: readonly OutboxEntry[]) => Wish;
  onDone: (entry: OutboxEntry, result: unknown) => void;
  onRefused: (entry: OutboxEntry, reason: string, code: string) => void;
  onElsewhere: (assignmentId: number) => void;
};

const NOTHING: OutboxState = { waiting: [], sending: false, offline: false, signedOut: false };

/** The person's outbox, open as long as the bench is. */
export function useOutbox(userId: number, handlers: Handlers): Outbox | null {
  const latest = useRef(handlers);
  latest.current = handlers;
  const [outbox, setOutbox] = useState<Outbox | null>(null);
  useEffect(() => {
    const opened: Outbox = new Outbox({
      userId,
      send: (entry) => send(entry, latest.current.wish(opened.state.waiting)),
      onDone: (entry, result) => latest.current.onDone(entry, result),
      onRefused: (entry, reason, code) => latest.current.onRefused(entry, reason, code),
      onElsewhere: (assignmentId) => latest.current.onElsewhere(assignmentId),
    });
    setOutbox(opened);
    // The browser may otherwise throw unsent answers away when its disk gets full.
    void navigator.storage?.persist?.();
    return () => opened.close();
  }, [userId]);
  return outbox;
}

/** Something about the outbox; what shows it is drawn anew when that changes, and nothing else is. */
export function useBox<T>(outbox: Outbox | null, look: (state: OutboxState) => T): T {
  return useSyncExternalStore(outbox?.watch ?? nobody, () => look(outbox?.state ?? NOTHING));
}

const nobody = () => () => {};
