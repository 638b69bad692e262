import { describe, expect, it } from "vitest";
import type { Question } from "@/api/types";
import {
  type Comparison,
  isAnswered,
  missing,
  nextRow,
  outgoing,
  pointFor,
  pointsOf,
} from "./scale";

const comparison = (options: Partial<Comparison["options"]> = {}, key = "overall"): Comparison => ({
  key,
  type: "comparison",
  title: key,
  help: "",
  required: true,
  options: { points: 7, tie: true, both_bad: true, ...options },
});
const why: Question = {
  key: "why",
  type: "text",
  title: "Why?",
  help: "",
  required: false,
  options: { max_length: 100 },
};
const left = { side: "left", strength: 1 } as const;

describe("the buttons of a comparison", () => {
  it("run from A to B on seven points, each with its digit", () => {
    const points = pointsOf(comparison());
    expect(points.map((p) => [p.keys[0], p.answer.side, p.answer.strength])).toEqual([
      ["1", "left", 3],
      ["2", "left", 2],
      ["3", "left", 1],
      ["4", "tie", null],
      ["5", "right", 1],
      ["6", "right", 2],
      ["7", "right", 3],
      ["x", "both_bad", null],
    ]);
  });

  it("have letters only on a plain scale", () => {
    const keys = (points: 2 | 3 | 5) =>
      pointsOf(comparison({ points, tie: points !== 2, both_bad: false })).map((p) => p.keys);
    expect(keys(2)).toEqual([
      ["1", "a"],
      ["2", "b"],
    ]);
    expect(keys(3)).toEqual([
      ["1", "a"],
      ["0", "e"],
      ["2", "b"],
    ]);
    expect(keys(5)).toEqual([["1"], ["2"], ["3"], ["4"], ["5"]]);
  });

  it("are named by response, never by place", () => {
    for (const points of [2, 3, 5, 7] as const)
      for (const { name } of pointsOf(comparison({ points, tie: points !== 2 })))
        expect(name).not.toMatch(/left|right/i);
  });

  it("are found again from the answers the server gives back", () => {
    const q = comparison();
    for (const point of pointsOf(q))
      expect(pointFor(q, { ...point.answer })?.name).toBe(point.name);
    expect(pointFor(q, { side: "tie", strength: 0 })?.name).toBe("About equal");
    expect(pointFor(comparison({ points: 3 }), { side: "left", strength: 3 })).toBeNull();
  });
});

describe("a set of questions", () => {
  const questions: Question[] = [comparison({}, "helpful"), comparison({}, "overall"), why];

  it("is complete when every required one is answered", () => {
    expect(missing(questions, {})).toBe(0);
    expect(missing(questions, { helpful: left })).toBe(1);
    expect(missing(questions, { helpful: left, overall: left })).toBeNull();
  });

  it("goes to the next row without an answer, and stays on the last choice when all are there", () => {
    expect(nextRow(questions, { helpful: left }, 0)).toBe(1);
    expect(nextRow(questions, { overall: left }, 1)).toBe(0);
    expect(nextRow(questions, { helpful: left, overall: left }, 1)).toBe(1);
  });

  it("sends neither empty texts nor answers to questions that are gone", () => {
    const answers = { helpful: left, gone: left, why: { text: "  " } };
    expect(outgoing(questions, answers)).toEqual({ helpful: left });
    expect(isAnswered(why, { text: " x " })).toBe(true);
  });
});
