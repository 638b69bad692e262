import { expect, it } from "vitest";
import type { Grouping } from "@/api/typesGroups";
import { contrasted, hiding, probability, shares } from "./words";

const none = { value: null, low: null, high: null, n: 0, why_not: "" };
const grouping = (changes: Partial<Grouping>): Grouping => ({
  field: "home",
  title: "Home",
  groups: [],
  hidden: 0,
  untold: 0,
  between: [],
  contrast: { ...none, value: 0.123 },
  p: 0.001,
  parted: [],
  n_tested: 1,
  why_not: "",
  ...changes,
});

it("says how far apart groups are, and what chance does", () => {
  expect(contrasted(grouping({}))).toBe(
    "Two people of one group agree 12.3 points more often than two of different groups. Groups dealt at random do so in fewer than 1 of 100 cases.",
  );
  expect(contrasted(grouping({ contrast: { ...none, value: -0.01 }, p: 0.6 }))).toContain(
    "1.0 points less often than two of different groups. That is no more than chance: groups dealt at random do so in 60 of 100 cases.",
  );
  expect(contrasted(grouping({ contrast: { ...none, why_not: "no two people" }, p: null }))).toBe(
    "Within against between groups cannot be computed: no two people.",
  );
});

it("says what is hidden", () => {
  expect(hiding(grouping({ hidden: 2, untold: 7 }), 5)).toContain(
    "2 groups are hidden here; 7 people told nothing or are of a hidden group; 1 item had 5 people",
  );
});

it("writes shares and small probabilities", () => {
  expect(shares({ a: 0.2, b: 0.8, tie: 0 })).toMatch(/80.%.*20.%/);
  expect(probability(0.00002)).toBe("< 0.001");
  expect(probability(0.0349)).toBe("0.035");
});
