import { describe, expect, it } from "vitest";
import {
  keyFor,
  moved,
  newQuestion,
  pairsToCompare,
  problemOf,
  TYPES,
  withKeys,
} from "./questions";

describe("question sets", () => {
  it("ask overall last, the reason after it", () => {
    const keys = pairsToCompare({ scale: 7, aspects: true, why: true }).map((q) => q.key);
    expect(keys).toEqual(["helpful", "truthful", "overall", "why"]);
  });

  it("give new questions keys of their own that the server takes", () => {
    expect(keyFor("Follows the format!", [])).toBe("follows_the_format");
    expect(keyFor("Overall", ["overall"])).toBe("overall_2");
    expect(keyFor("3 真实", [])).toBe("question");
  });

  it("move one place and stop at the ends", () => {
    const set = pairsToCompare({ scale: 3, aspects: true, why: false });
    expect(moved(set, 2, -1).map((q) => q.key)).toEqual(["helpful", "overall", "truthful"]);
    expect(moved(set, 0, -1)).toEqual(set);
    expect(moved(set, 2, 1)).toEqual(set);
  });

  it("cannot be saved with texts alone, a nameless question or a condition on a later one", () => {
    const pair = pairsToCompare({ scale: 5, aspects: false, why: false });
    const why = newQuestion("text", []);
    expect(problemOf([why])).toMatch(/Texts alone/);
    expect(problemOf([...pair, { ...why, title: " " }])).toMatch(/title/);
    const when = { question: "overall", path: "strength", op: "at_least", value: 2 } as const;
    expect(problemOf([...pair, { ...why, when }])).toBeNull();
    expect(problemOf([{ ...why, when }, ...pair])).toMatch(/no longer comes before/);
  });

  it("can begin with any type", () => {
    for (const type of Object.keys(TYPES) as (keyof typeof TYPES)[])
      expect(newQuestion(type, []).type).toBe(type);
  });
});

describe("choices", () => {
  const before = [
    { key: "wrong", text: "Wrong" },
    { key: "unclear", text: "Unclear" },
  ];
  it("keep their keys when they move or are reworded", () => {
    expect(withKeys(["Unclear", "Wrong"], before).map((c) => c.key)).toEqual(["unclear", "wrong"]);
    expect(withKeys(["Not true", "Unclear"], before).map((c) => c.key)).toEqual([
      "wrong",
      "unclear",
    ]);
    expect(withKeys(["Wrong", "Unclear", "Rude"], before).map((c) => c.key)).toEqual([
      "wrong",
      "unclear",
      "rude",
    ]);
  });
});
