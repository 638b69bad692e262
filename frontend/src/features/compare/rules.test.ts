import { beforeAll, describe, expect, it } from "vitest";
import type { Answers, Question } from "@/api/types";
import { newQuestion, pairsToCompare } from "@/lib/questions";
import { kindsOf, TYPES } from "./kinds";
import { type Asked, missing, nextPlace, open, outgoing, rowBeside } from "./rules";

const left = { side: "left", strength: 1 } as const;
const SIDES = ["left", "right"].map((side) => ({ side, text: side }));
const [helpful, , overall] = pairsToCompare({ scale: 7, aspects: true, why: false });
const why = { ...newQuestion("text", []), key: "why" };

let kinds = {};
beforeAll(async () => {
  kinds = await kindsOf(TYPES);
});
const asked = (...questions: (Question | undefined)[]): Asked => ({
  questions: questions.filter((q) => q !== undefined),
  kinds,
});
const rows = (set: Asked, answers: Answers) => missing(set, answers, SIDES).map((p) => p.row);

describe("a set of questions", () => {
  it("is complete when every required one is answered", () => {
    const set = asked(helpful, overall, why);
    expect(rows(set, {})).toEqual([0, 1]);
    expect(rows(set, { helpful: left })).toEqual([1]);
    expect(rows(set, { helpful: left, overall: left })).toEqual([]);
  });

  it("goes to the next place without an answer, and stays on the last choice when all are there", () => {
    const set = asked(helpful, overall, why);
    const next = (answers: Answers, row: number) =>
      nextPlace(set, answers, SIDES, { row, slot: 0 }).row;
    expect(next({ helpful: left }, 0)).toBe(1);
    expect(next({ overall: left }, 1)).toBe(0);
    expect(next({ helpful: left, overall: left }, 1)).toBe(1);
  });

  it("goes through the places of a row before it leaves it", () => {
    const set = asked(newQuestion("ranking", []), overall);
    const { key } = set.questions[0] as Question;
    const half = { [key]: { ranks: { left: 1 } } };
    expect(nextPlace(set, half, SIDES, { row: 0, slot: 0 })).toEqual({ row: 0, slot: 1 });
    const full = { [key]: { ranks: { left: 1, right: 2 } } };
    expect(nextPlace(set, full, SIDES, { row: 0, slot: 1 })).toEqual({ row: 1, slot: 0 });
  });

  it("sends neither empty texts nor answers to questions that are gone", () => {
    const answers = { helpful: left, gone: left, why: { text: "  " } };
    expect(outgoing(asked(helpful, why), answers, SIDES)).toEqual({ helpful: left });
  });

  it("has an optional question that was begun finished, so that no half of it gets lost", () => {
    const set = asked(overall, { ...newQuestion("rating", []), key: "r", required: false });
    const half: Answers = { overall: left, r: { ratings: { left: { quality: 3 } } } };
    expect(missing(set, half, SIDES)).toEqual([{ row: 1, slot: 1 }]);
    expect(missing(set, { overall: left }, SIDES)).toEqual([]);
  });

  it("asks, walks to, and sends only what its condition lets be asked", () => {
    const when = { question: "overall", path: "strength", op: "at_least", value: 2 } as const;
    const set = asked(overall, { ...why, required: true, when }, helpful);
    const said = { overall: left, why: { text: "Because." }, helpful: left };
    expect(open(set, said, SIDES)).toEqual([true, false, true]);
    expect(rowBeside(set, said, SIDES, 0, 1)).toBe(2);
    expect(missing(set, { overall: left, helpful: left }, SIDES)).toEqual([]);
    expect(Object.keys(outgoing(set, said, SIDES))).toEqual(["overall", "helpful"]);
    const strong = { ...said, overall: { side: "left", strength: 3 } };
    expect(Object.keys(outgoing(set, strong, SIDES))).toEqual(["overall", "why", "helpful"]);
  });
});
