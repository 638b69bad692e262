import { expect, it } from "vitest";
import type { Figure, Quality } from "@/api/typesQuality";
import {
  asOf,
  because,
  circular,
  judgesSaid,
  number,
  sentence,
  share,
  steady,
  takenOut,
  votes,
} from "./words";

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
    protocols: [],
    marks: [],
    latest: { judgments: 0, at_most: 1 },
  };
  expect(sentence(empty)).toContain("no item was judged by two people");
});

it("says what is taken out of a leaderboard, and what cannot be", () => {
  const board = { who: "people" as const, places: [], n: 10, why_not: "" };
  const none = { ...figure(null), why_not: "the sides are not known" };
  const words = takenOut({ ...board, length: figure(0.3, 0.1, 0.5), style: none, side: none });
  expect(words).toContain("a much longer response is worth 0.30 (0.10 to 0.50)");
  expect(words).toContain("Not taken out: the sides are not known.");
  expect(takenOut({ ...board, length: none, style: none, side: none })).toBe(
    "Not taken out: the sides are not known.",
  );
});

it("tells circles of people together from those of single people", () => {
  const found = { groups: 4, circular_groups: 1, triads: 8, circular: 1, why_not: "" };
  const own = { groups: 12, circular_groups: 0, triads: 24, circular: 0, why_not: "" };
  expect(circular({ together: found, each: own })).toMatch(/1 of 4 prompts.*0 of 12 prompts/);
});

it("says whether a rater goes on as before, or why that cannot be told", () => {
  const of = (direction: "" | "up" | "down", why_not = "") =>
    steady({ weeks: 9, direction, since: direction ? "2026-03-02T00:00:00Z" : null, why_not });

  expect(of("")).toBe("steady over 9 weeks");
  expect(of("down")).toBe("agrees less since the week of 2 Mar");
  expect(of("up")).toBe("agrees more since the week of 2 Mar");
  expect(of("", "it takes 4 weeks")).toBe("cannot be told: it takes 4 weeks");
});
