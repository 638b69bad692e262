import type { Answer, AnswerOf } from "@/api/types";
import { ComparisonRow } from "../ComparisonRow";
import { pointFor, pointsOf } from "../scale";
import type { Kind } from "./kind";

/** Which of two responses is better: one button of a scale. */
export const comparison: Kind<"comparison"> = {
  slots: () => 1,
  gaps: (_, answer) => (answer ? [] : [0]),
  begun: () => true,
  commands: (question, desk) =>
    pointsOf(question, desk.sides).map((point) => ({
      id: `choose-${point.answer.side}-${point.answer.strength ?? 0}`,
      label: question.title === point.name ? point.name : `${question.title}: ${point.name}`,
      keys: point.keys,
      group: "Verdict",
      enabled: (d) => d.hasWork,
      run: (d) => d.give(point.answer, point.name),
    })),
  words: (question, answer, sides) => pointFor(question, answer, sides)?.long ?? "",
  Row: ComparisonRow,
};

export type ComparisonAnswer = AnswerOf["comparison"];
export const isComparison = (answer: Answer | undefined): answer is ComparisonAnswer =>
  answer !== undefined && "side" in answer;
