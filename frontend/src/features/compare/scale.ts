import type { AnswerOf, QuestionOf, Side } from "@/api/types";
import { letter } from "./kinds/kind";

export type Comparison = QuestionOf<"comparison">;
type ComparisonAnswer = AnswerOf["comparison"];

/** One button of a comparison. */
export type Point = {
  answer: ComparisonAnswer;
  /** The first one is printed on the button. */
  keys: string[];
  /** What a screen reader says. */
  name: string;
  /** On wide screens, and as the chip of an answered row. */
  long: string;
  /** On narrow ones. */
  short: string;
};

const STRENGTHS: Record<Comparison["options"]["points"], number[]> = {
  2: [1],
  3: [1],
  5: [2, 1],
  7: [3, 2, 1],
};

const WORDS: Record<number, Record<number, { word: string; mark: string }>> = {
  1: { 1: { word: "better", mark: "" } },
  2: { 2: { word: "much better", mark: "≫" }, 1: { word: "better", mark: ">" } },
  3: {
    3: { word: "much better", mark: "≫" },
    2: { word: "better", mark: ">" },
    1: { word: "slightly better", mark: "≥" },
  },
};

/** The buttons of a comparison from "A much better" to "B much better", both bad last. */
export function pointsOf(question: Comparison, sides: readonly Side[]): Point[] {
  const { points, tie, both_bad, pair = [1, 2] } = question.options;
  const [first, second] = pair.map((place) => place - 1) as [number, number];
  // An item without these two places cannot be compared: there is nothing to press.
  if (!sides[first] || !sides[second]) return [];
  const strengths = STRENGTHS[points];
  const graded = points > 3;
  const scale: Point[] = [
    ...strengths.map((s) => win(sides, first, s, strengths.length)),
    ...(tie ? [tiePoint] : []),
    ...[...strengths].reverse().map((s) => win(sides, second, s, strengths.length)),
  ];
  // On a graded scale digits are places on it; on a plain one 1 and 2 are the sides, 0 the tie.
  const keyed = scale.map((point, n) => ({
    ...point,
    keys: graded ? [String(n + 1)] : plainKeys(point, scale),
  }));
  return both_bad ? [...keyed, bothBadPoint] : keyed;
}

function plainKeys(point: Point, scale: readonly Point[]): string[] {
  if (point === tiePoint) return point.keys;
  return point === scale[0] ? ["1", "a"] : ["2", "b"];
}

const tiePoint: Point = {
  answer: { side: "tie", strength: null },
  keys: ["0", "e"],
  name: "About equal",
  long: "About equal",
  short: "=",
};

const bothBadPoint: Point = {
  answer: { side: "both_bad", strength: null },
  keys: ["x"],
  name: "Both are bad",
  long: "Both bad",
  short: "both bad",
};

function win(sides: readonly Side[], n: number, strength: number, steps: number): Point {
  const { word = "better", mark = "" } = WORDS[steps]?.[strength] ?? {};
  return {
    answer: { side: sides[n]?.side ?? "", strength },
    keys: [],
    name: `Response ${letter(n)} ${word}`,
    long: `${letter(n)} ${word}`,
    short: `${letter(n)}${mark}`,
  };
}

export function same(a: ComparisonAnswer | undefined, b: ComparisonAnswer): boolean {
  if (!a) return false;
  // A tie and both bad have no strength; the server may say 0 where we say nothing.
  return a.side === b.side && (a.strength || null) === (b.strength || null);
}

/** The button an answer stands for. */
export function pointFor(
  question: Comparison,
  answer: ComparisonAnswer | undefined,
  sides: readonly Side[],
): Point | null {
  return pointsOf(question, sides).find((point) => same(answer, point.answer)) ?? null;
}
