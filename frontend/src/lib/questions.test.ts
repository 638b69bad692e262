import { describe, expect, it } from "vitest";
import { fromTemplate, keyFor, moved, problemOf, text } from "./questions";

describe("question sets", () => {
  it("ask overall last, the reason after it", () => {
    const keys = fromTemplate({ scale: 7, aspects: true, why: true }).map((q) => q.key);
    expect(keys).toEqual(["helpful", "truthful", "overall", "why"]);
  });

  it("give new questions keys of their own that the server takes", () => {
    expect(keyFor("Follows the format!", [])).toBe("follows_the_format");
    expect(keyFor("Overall", ["overall"])).toBe("overall_2");
    expect(keyFor("3 真实", [])).toBe("question");
  });

  it("move one place and stop at the ends", () => {
    const set = fromTemplate({ scale: 3, aspects: true, why: false });
    expect(moved(set, 2, -1).map((q) => q.key)).toEqual(["helpful", "overall", "truthful"]);
    expect(moved(set, 0, -1)).toEqual(set);
    expect(moved(set, 2, 1)).toEqual(set);
  });

  it("cannot be saved without a comparison or with a nameless question", () => {
    expect(problemOf([text("why", "Why?", true)])).toMatch(/comparison/);
    expect(
      problemOf([...fromTemplate({ scale: 5, aspects: false, why: false }), text("x", " ", false)]),
    ).toMatch(/title/);
    expect(problemOf(fromTemplate({ scale: 5, aspects: false, why: false }))).toBeNull();
  });
});
