import { expect, test } from "vitest";
import type { Question } from "@/api/types";
import { allDisplayed, displayed } from "./displayed";

const comparison = { key: "overall", type: "comparison", title: "Overall", options: {} };
const rating = {
  key: "rate",
  type: "rating",
  title: "Rating",
  options: { scales: [{ key: "helpful", title: "Helpful" }] },
};

test("a comparison names the letter over the response, not the side", () => {
  const say = (side: string) =>
    displayed({ side, strength: 2 } as never, comparison as unknown as Question);
  expect(["left", "right", "tie", "both_bad", "3"].map(say)).toEqual([
    "A",
    "B",
    "Tie",
    "Both bad",
    "C",
  ]);
});

test("other answers are said with the letters and the titles of their parts", () => {
  const answers = {
    overall: { side: "left", strength: 1 },
    rate: { ratings: { left: { helpful: 4 }, right: { helpful: 2 } } },
  };
  const asked = [comparison, rating] as unknown as Question[];
  expect(allDisplayed(answers as never, asked)).toBe(
    "Overall: A; Rating: A: Helpful: 4 · B: Helpful: 2",
  );
});
