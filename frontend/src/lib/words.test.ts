import { expect, it } from "vitest";
import { STATES, verdict, wordFor } from "./words";

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
