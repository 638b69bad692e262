import type { AnswerOf, QuestionOf, Side } from "@/api/types";
import { t } from "@/lib/i18n";
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

/** By how much, from the least to the most of a scale with so many grades. */
const GRADES: Record<number, string[]> = {
  1: ["{a} better"],
  2: ["{a} better", "{a} much better"],
  3: ["{a} slightly better", "{a} better", "{a} much better"],
};
const MARKS: Record<number, string[]> = { 1: [""], 2: [">", "≫"], 3: ["≥", ">", "≫"] };

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
    ...(tie ? [tiePoint()] : []),
    ...[...strengths].reverse().map((s) => win(sides, second, s, strengths.length)),
  ];
  // On a graded scale digits are places on it; on a plain one 1 and 2 are the sides, 0 the tie.
  const keyed = scale.map((point, n) => ({
    ...point,
    keys: graded ? [String(n + 1)] : plainKeys(point, n),
  }));
  return both_bad ? [...keyed, bothBadPoint()] : keyed;
}

function plainKeys(point: Point, n: number): string[] {
  if (point.answer.side === "tie") return point.keys;
  return n === 0 ? ["1", "a"] : ["2", "b"];
}

const tiePoint = (): Point => ({
  answer: { side: "tie", strength: null },
  keys: ["0", "e"],
  name: t("About equal"),
  long: t("About equal"),
  short: "=",
});

const bothBadPoint = (): Point => ({
  answer: { side: "both_bad", strength: null },
  keys: ["x"],
  name: t("Both are bad"),
  long: t("Both bad"),
  short: t("both bad"),
});

function win(sides: readonly Side[], n: number, strength: number, steps: number): Point {
  const grade = GRADES[steps]?.[strength - 1] ?? "";
  const a = letter(n);
  return {
    answer: { side: sides[n]?.side ?? "", strength },
    keys: [],
    name: t(grade, { a: t("Response {a}", { a }) }),
    long: t(grade, { a }),
    short: `${a}${MARKS[steps]?.[strength - 1] ?? ""}`,
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
