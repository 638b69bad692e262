import { describe, expect, it } from "vitest";
import { answerText, STATES, verdict, wordFor } from "./words";

it("words a verdict by the scale it was given on", () => {
  expect(verdict({ winner: "a", strength: -2 }, 7)).toBe("A, clearly better");
  expect(verdict({ winner: "b", strength: 2 }, 5)).toBe("B, much better");
  expect(verdict({ winner: "b", strength: 1 }, 3)).toBe("B");
  expect(verdict({ winner: "both_bad", strength: null }, 7)).toBe("Both bad");
  expect(verdict({ winner: "tie", strength: 0 }, 7)).toBe("Tie");
});

it("shows a key it does not know as it is", () => {
  expect(wordFor(STATES, "in_review")).toBe("In review");
});

describe("an answer of any type", () => {
  it.each([
    [{ ratings: { r1: { help: 4 } } }, "r1: Helpful: 4"],
    [{ order: [["r2"], ["r1", "r3"]], best: "r2", mean_ranks: {} }, "r2 > r1 = r3"],
    [{ up: { r1: 0.666666, r2: 1 } }, "r1: 0.67 · r2: 1"],
    [{ choice: "help" }, "Helpful"],
    [{ picked: [], of: ["r1"] }, "none"],
    [{ of: "r1", reasons: ["help"], critique: "No." }, "r1 – Reasons: Helpful – Critique: No."],
    [
      { spans: { r1: [{ start: 2, end: 9, category: "help", severity: null }] }, missing: {} },
      "Spans: r1: 2–9 Helpful",
    ],
  ])("is said in words: %j", (answer, words) => {
    expect(answerText(answer, new Map([["help", "Helpful"]]))).toBe(words);
  });
});
