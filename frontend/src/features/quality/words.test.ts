import { expect, it } from "vitest";
import type { Figure, Quality } from "@/api/typesQuality";
import { asOf, because, judgesSaid, number, sentence, share, votes } from "./words";

const figure = (value: number | null, low: number | null = null, high = low): Figure => ({
  value,
  low,
  high,
  n: 10,
  why_not: value === null ? "no item was judged by two people" : "",
});

it("shows a figure with its interval, or a dash and the reason", () => {
  expect(share(figure(0.81, 0.78, 0.84))).toBe("81 % ± 3");
  expect(share(figure(0.81))).toBe("81 %");
  expect(number(figure(-0.1, -0.2, 0))).toBe("−0.10 (−0.20 to 0.00)");
  expect(share(figure(null))).toBe("–");
  expect(because(figure(null))).toBe("Cannot be computed: no item was judged by two people.");
  expect(because(figure(0.5))).toBe("");
});

it("says votes and verdicts in words, the most first", () => {
  expect(votes({ votes: { tie: 1, a: 2 } })).toBe("2 × A, 1 × Tie");
  expect(judgesSaid({ judges: { gpt: "both_bad" } })).toBe("gpt: Both bad");
  expect(judgesSaid({ judges: {} })).toBe("–");
});

it("says how old the figures are only when they are not new", () => {
  const now = Date.parse("2026-03-02T12:00:00Z");
  expect(asOf("2026-03-02T11:59:30Z", now)).toBe("");
  expect(asOf("2026-03-02T11:00:00Z", now)).toBe("Counted 1 h ago.");
  expect(asOf(null, now)).toContain("being counted");
});

it("sums up a project, and says when there is nothing to compare", () => {
  const empty: Quality = {
    as_of: "2026-03-02T12:00:00Z",
    questions: [],
    raters: [],
    typical: {},
    models: [],
    marks: [],
    latest: { judgments: 0, at_most: 1 },
  };
  expect(sentence(empty)).toContain("no item was judged by two people");
});
