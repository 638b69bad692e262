import "fake-indexeddb/auto";
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// The test DOM has no Web Locks: first come, first served, as in a browser.
const queues = new Map<string, Promise<unknown>>();
Object.defineProperty(navigator, "locks", {
  value: {
    request: <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const turn = (queues.get(name) ?? Promise.resolve()).then(work);
      queues.set(
        name,
        turn.catch(() => {}),
      );
      return turn;
    },
  },
});

afterEach(cleanup);
