import type { Answer, Answers, ComparisonAnswer, Question } from "@/api/types";

export type Comparison = Extract<Question, { type: "comparison" }>;

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
export function pointsOf(question: Comparison): Point[] {
  const { points, tie, both_bad } = question.options;
  const strengths = STRENGTHS[points];
  const graded = points > 3;
  const scale: Point[] = [
    ...strengths.map((s) => win("left", s, strengths.length)),
    ...(tie ? [tiePoint] : []),
    ...[...strengths].reverse().map((s) => win("right", s, strengths.length)),
  ];
  // On a graded scale digits are places on it; on a plain one 1 and 2 are the sides, 0 the tie.
  const keyed = scale.map((point, n) => ({
    ...point,
    keys: graded ? [String(n + 1)] : PLAIN_KEYS[point.answer.side],
  }));
  return both_bad ? [...keyed, { ...bothBadPoint, keys: PLAIN_KEYS.both_bad }] : keyed;
}

const PLAIN_KEYS: Record<ComparisonAnswer["side"], string[]> = {
  left: ["1", "a"],
  right: ["2", "b"],
  tie: ["0", "e"],
  both_bad: ["x"],
};

const tiePoint: Omit<Point, "keys"> & { keys: string[] } = {
  answer: { side: "tie", strength: null },
  keys: [],
  name: "About equal",
  long: "About equal",
  short: "=",
};

const bothBadPoint: Point = {
  answer: { side: "both_bad", strength: null },
  keys: [],
  name: "Both are bad",
  long: "Both bad",
  short: "both bad",
};

function win(side: "left" | "right", strength: number, steps: number): Point {
  const letter = side === "left" ? "A" : "B";
  const { word = "better", mark = "" } = WORDS[steps]?.[strength] ?? {};
  return {
    answer: { side, strength },
    keys: [],
    name: `Response ${letter} ${word}`,
    long: `${letter} ${word}`,
    short: `${letter}${mark}`,
  };
}

export function same(a: Answer | undefined, b: ComparisonAnswer): boolean {
  if (!a || !("side" in a)) return false;
  // A tie and both bad have no strength; the server may say 0 where we say nothing.
  return a.side === b.side && (a.strength || null) === (b.strength || null);
}

/** The button an answer stands for. */
export function pointFor(question: Comparison, answer: Answer | undefined): Point | null {
  return pointsOf(question).find((point) => same(answer, point.answer)) ?? null;
}

export function isAnswered(question: Question, answer: Answer | undefined): boolean {
  if (!answer) return false;
  return "side" in answer ? question.type === "comparison" : answer.text.trim() !== "";
}

/** The first required question without an answer, or null when everything is there. */
export function missing(questions: readonly Question[], answers: Answers): number | null {
  const at = questions.findIndex((q) => q.required && !isAnswered(q, answers[q.key]));
  return at < 0 ? null : at;
}

/**
 * Which row comes next after `from` was answered: the next required one without an answer, wrapping
 * round; the same row when none is left, so that the last choice stays in sight.
 */
export function nextRow(questions: readonly Question[], answers: Answers, from: number): number {
  for (let step = 1; step <= questions.length; step++) {
    const at = (from + step) % questions.length;
    const question = questions[at];
    if (question?.required && !isAnswered(question, answers[question.key])) return at;
  }
  return from;
}

/** What is sent: answers to the questions asked now, without empty texts. */
export function outgoing(questions: readonly Question[], answers: Answers): Answers {
  return Object.fromEntries(
    questions.flatMap((q) => {
      const answer = answers[q.key];
      return answer && isAnswered(q, answer) ? [[q.key, answer]] : [];
    }),
  );
}
