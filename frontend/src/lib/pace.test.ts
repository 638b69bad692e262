import { describe, expect, it } from "vitest";
import { pace, watch } from "./pace";

describe("pace", () => {
  it("is unknown until something was seen to move", () => {
    expect(pace([{ at: 0, done: 5 }], 10)).toBeNull();
    expect(pace(watch([{ at: 0, done: 5 }], { at: 3000, done: 5 }), 10)).toBeNull();
  });

  it("gives rate and time left", () => {
    const seen = watch([{ at: 0, done: 100 }], { at: 2000, done: 300 });
    expect(pace(seen, 1300)).toEqual({ perSecond: 100, secondsLeft: 10 });
    expect(pace(seen, null)).toEqual({ perSecond: 100, secondsLeft: null });
  });

  it("forgets what was before a restart and what is a minute old", () => {
    expect(watch([{ at: 0, done: 900 }], { at: 1000, done: 10 })).toEqual([{ at: 1000, done: 10 }]);
    expect(watch([{ at: 0, done: 1 }], { at: 61_000, done: 9 })).toHaveLength(1);
  });
});
