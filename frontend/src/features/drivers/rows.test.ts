import { expect, it } from "vitest";
import type { DriversColumn, Figure } from "@/api/typesQuality";
import { explained, found, missing, rowsOf } from "./rows";

const figure = (value: number | null, half = 0.1): Figure => ({
  value,
  low: value === null ? null : value - half,
  high: value === null ? null : value + half,
  n: 40,
  why_not: value === null ? "all pairs are alike in this" : "",
});

const column = (judge: string | null, alone: Figure[], gaps: Figure[] = []): DriversColumn => ({
  judge,
  n: 40,
  n_items: 20,
  alone,
  together: alone,
  explained: 0.2,
  why_not: "",
  gaps,
});

const factors = [
  { key: "length", title: "words" },
  { key: "lists", title: "list lines" },
  { key: "code", title: "blocks of code" },
];
const people = column(null, [figure(0.2), figure(-0.5), figure(null)]);
const judge = column(
  "gpt",
  [figure(0.6), figure(-0.5), figure(null)],
  [figure(0.4), figure(0), figure(null)],
);

it("puts what matters most first, and what is not known last", () => {
  expect(rowsOf(factors, people, judge).map((row) => row.key)).toEqual(["length", "lists", "code"]);
  expect(rowsOf(factors, people, undefined)[0]?.key).toBe("lists");
});

it("says only what an interval keeps away from nothing", () => {
  expect(found(rowsOf(factors, people, judge), "gpt")).toBe(
    "People’s verdicts go with more words, fewer list lines. gpt leans further than they to more words.",
  );
  const unsure = column(null, [figure(0.2, 0.3), figure(null), figure(null)]);
  expect(found(rowsOf(factors, unsure, undefined), undefined)).toBe(
    "Nothing that is counted here goes clearly with people’s verdicts.",
  );
});

it("names what cannot be computed, each reason once", () => {
  expect(missing(rowsOf(factors, people, judge))).toEqual([
    "blocks of code: all pairs are alike in this",
  ]);
  const none = column(null, [figure(null), figure(null), figure(null)]);
  expect(missing(rowsOf(factors, none, undefined))).toEqual(["all pairs are alike in this"]);
  expect(explained({ ...none, explained: null, why_not: "nothing was decided" })).toBe(
    "People: what the factors explain together cannot be computed: nothing was decided.",
  );
});
