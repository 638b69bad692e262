import { describe, expect, it } from "vitest";
import type { FrontierCurve } from "@/api/types";
import { boughtRows, boughtWords, coverageWords, shownOf, spokenOf, termsWords } from "./frontier";
import { choicesOf, stackNames, stackOf } from "./words";

function curve(key: string, qualities: number[], lift: number | null = 0): FrontierCurve {
  const points = qualities.map((quality, n) => ({
    budget: n * 0.05,
    people: n * 5,
    quality,
    low: quality - 0.02,
    high: quality + 0.02,
    regret: 1 - quality,
    cost: n * 5,
    cost_per_correct: null,
    saved: null,
  }));
  const none = { lift_low: null, lift_high: null, ece: null, brier: null, bins: [], notes: [] };
  return { key, title: key, points, lift, aurc: null, ...none };
}

describe("the frontier in words", () => {
  it("says what a budget buys and what its last step bought", () => {
    const own = curve("in_force", [0.7, 0.78, 0.8]);
    expect(boughtWords(own, 2, curve("chance", [0.7, 0.71, 0.73]))).toBe(
      "At 10 % people, 80 % of the labels are right (78 % to 82 %); by chance it would be 73 %; the last 5 % bought 2 points.",
    );
  });

  it("puts every policy beside the others at one budget, the best first, the limits last", () => {
    const curves = ["chance", "confidence", "in_force", "oracle"].map((key, n) =>
      curve(key, [0.7, [0.72, 0.75, 0.8, 0.9][n] ?? 0]),
    );
    expect(boughtRows(curves, 1).map((row) => [row.key, row.quality])).toEqual([
      ["in_force", 0.8],
      ["confidence", 0.75],
      ["oracle", 0.9],
      ["chance", 0.72],
    ]);
    expect(boughtRows(curves, 2)).toEqual([]);
    expect(shownOf(curves, "guaranteed")).toEqual(["confidence", "guaranteed"]);
  });

  it("says on which terms policies were replayed", () => {
    const terms = {
      annotators: 3,
      reliability: 0.9,
      human_cost: 0.4,
      judge_cost: 0,
      repeats: 200,
    };
    expect(termsWords({ terms, judge: "gpt" })).toBe(
      "3 people an item, each right in 90 %; a person's judgment costs 0.4, the judges 0 an item; gpt's label stands where people are not asked. Bands from 200 bootstraps by prompt.",
    );
  });

  it("says nothing of a step before the first", () => {
    expect(boughtWords(curve("x", [0.7]), 0)).not.toContain("the last");
  });

  it("speaks of the policy in force, else of the best", () => {
    const curves = [curve("confidence", [0.5], 0.1), curve("learned_error", [0.5], 0.4)];
    expect(spokenOf([...curves, curve("oracle", [1], 1)])?.key).toBe("learned_error");
    expect(spokenOf([...curves, curve("in_force", [1], 0)])?.key).toBe("in_force");
  });

  it("names the ranges in which nothing is audited", () => {
    const strata = [
      { low: 0.8, high: 0.9, items: 40, audited: 0, agreement: null },
      { low: 0.9, high: 1, items: 40, audited: 3, agreement: 1 },
    ];
    expect(coverageWords(strata)).toBe("3 audited; none yet among: 0.8 to 0.9 sure.");
  });
});

describe("settings that are words", () => {
  const kind = (properties: Record<string, unknown>) => ({
    key: "k",
    title: "K",
    summary: "",
    needs: [],
    params: { properties },
  });

  it("offers what the schema lists", () => {
    const rule = { type: "string", enum: ["top_k", "optimal"], default: "top_k", title: "How" };
    const [field] = choicesOf(kind({ strategy: rule, mixes: { type: "number" } }));
    expect(field).toMatchObject({ name: "strategy", options: ["top_k", "optimal"] });
  });

  it("writes a stack as names, and keeps the settings of those that stay", () => {
    const stack = kind({ policies: { type: "array", default: [{ policy: "rules" }] } });
    expect(stackNames(stack, undefined)).toBe("rules");
    expect(stackNames(kind({}), undefined)).toBeNull();
    const before = [{ policy: "rules", params: { code: 1 } }];
    expect(stackOf("margin, rules,", before)).toEqual([{ policy: "margin" }, before[0]]);
  });
});
