import { describe, expect, it } from "vitest";
import { type Comparison, pointFor, pointsOf } from "./scale";

const SIDES = ["left", "right"].map((side) => ({ side, text: side }));
const comparison = (options: Partial<Comparison["options"]> = {}, key = "overall"): Comparison => ({
  key,
  type: "comparison",
  title: key,
  help: "",
  required: true,
  options: { points: 7, tie: true, both_bad: true, ...options },
});
describe("the buttons of a comparison", () => {
  it("run from A to B on seven points, each with its digit", () => {
    const points = pointsOf(comparison(), SIDES);
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
      pointsOf(comparison({ points, tie: points !== 2, both_bad: false }), SIDES).map(
        (p) => p.keys,
      );
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
      for (const { name } of pointsOf(comparison({ points, tie: points !== 2 }), SIDES))
        expect(name).not.toMatch(/left|right/i);
  });

  it("are found again from the answers the server gives back", () => {
    const q = comparison();
    for (const point of pointsOf(q, SIDES))
      expect(pointFor(q, { ...point.answer }, SIDES)?.name).toBe(point.name);
    expect(pointFor(q, { side: "tie", strength: 0 }, SIDES)?.name).toBe("About equal");
    expect(pointFor(comparison({ points: 3 }), { side: "left", strength: 3 }, SIDES)).toBeNull();
  });
});

describe("of more than two responses", () => {
  const four = ["1", "2", "3", "4"].map((side) => ({ side, text: side }));

  it("the two named places are compared, the first two unless it is said", () => {
    const sides = (pair?: number[]) =>
      pointsOf(comparison({ points: 3, ...(pair ? { pair } : {}) }), four).map(
        (p) => p.answer.side,
      );
    expect(sides()).toEqual(["1", "tie", "2", "both_bad"]);
    expect(sides([2, 4])).toEqual(["2", "tie", "4", "both_bad"]);
    expect(pointsOf(comparison({ pair: [2, 4] }), four)[0]?.name).toBe("Response B much better");
  });

  it("a place that the item lacks leaves nothing to press", () => {
    expect(pointsOf(comparison({ pair: [1, 3] }), SIDES)).toEqual([]);
    expect(pointsOf(comparison(), SIDES.slice(0, 1))).toEqual([]);
  });
});
