import type { Answer, Answers, Question, Side } from "@/api/types";
import { holds } from "@/lib/conditions";
import type { Kinds } from "./kinds";
import type { Kind } from "./kinds/kind";

/** A place on the verdict bar: a question, and a place within it. */
export type Place = { row: number; slot: number };

/** What is asked about an item, with the rules of each type. */
export type Asked = { questions: readonly Question[]; kinds: Kinds };

export function kindOf({ kinds }: Asked, question: Question): Kind {
  const kind = kinds[question.type];
  if (!kind) throw new Error(`No such kind of question: ${question.type}`);
  return kind;
}

/** For each question whether it is asked, after what was answered so far. */
export function open(asked: Asked, answers: Answers, sides: readonly Side[]): boolean[] {
  const said: Answers = {};
  let past = true;
  return asked.questions.map((question) => {
    const asks = past && holds(question.when, said);
    const answer = answers[question.key];
    if (kindOf(asked, question).gate && !isAnswered(asked, question, answer, sides)) past = false;
    if (asks && answer) said[question.key] = answer;
    return asks;
  });
}

/** How many of the first rows stay as they were answered: the outcome was shown after them. */
export function settled({ questions }: Asked, answers: Answers): number {
  return questions.findIndex((q) => q.type === "reveal" && answers[q.key]) + 1;
}

/** The places of a question that lack something. */
export function gapsOf(
  asked: Asked,
  question: Question,
  answer: Answer | undefined,
  sides: readonly Side[],
): number[] {
  return kindOf(asked, question).gaps(question as never, answer as never, sides);
}

export function isAnswered(
  asked: Asked,
  question: Question,
  answer: Answer | undefined,
  sides: readonly Side[],
): boolean {
  return answer !== undefined && gapsOf(asked, question, answer, sides).length === 0;
}

function begun(asked: Asked, question: Question, answer: Answer | undefined): boolean {
  return answer !== undefined && kindOf(asked, question).begun(answer as never);
}

/** The places that must be filled before an answer can be sent, in order. */
export function missing(asked: Asked, answers: Answers, sides: readonly Side[]): Place[] {
  const asks = open(asked, answers, sides);
  return asked.questions.flatMap((question, row) => {
    const answer = answers[question.key];
    // An optional question that was begun is finished or emptied: nothing gets lost by half.
    if (!asks[row] || !(question.required || begun(asked, question, answer))) return [];
    return gapsOf(asked, question, answer, sides).map((slot) => ({ row, slot }));
  });
}

/**
 * Where to go after a place was answered: the next one that lacks something, wrapping round; the
 * same place when none is left, so that the last choice stays in sight.
 */
export function nextPlace(
  asked: Asked,
  answers: Answers,
  sides: readonly Side[],
  from: Place,
): Place {
  const gaps = missing(asked, answers, sides);
  const later = gaps.find((p) => p.row > from.row || (p.row === from.row && p.slot > from.slot));
  return later ?? gaps[0] ?? from;
}

/** The row before or after that is asked; the same one at the ends. */
export function rowBeside(
  asked: Asked,
  answers: Answers,
  sides: readonly Side[],
  from: number,
  step: 1 | -1,
): number {
  const asks = open(asked, answers, sides);
  const first = settled(asked, answers);
  for (let row = from + step; row >= first && row < asks.length; row += step)
    if (asks[row]) return row;
  return from;
}

/** What is sent: answers to the questions that are asked, without empty ones. */
export function outgoing(asked: Asked, answers: Answers, sides: readonly Side[]): Answers {
  const asks = open(asked, answers, sides);
  return Object.fromEntries(
    asked.questions.flatMap((question, row) => {
      const answer = answers[question.key];
      if (!answer || !asks[row] || !isAnswered(asked, question, answer, sides)) return [];
      const { outgoing: turn } = kindOf(asked, question);
      return [[question.key, turn ? turn(answer as never) : answer]];
    }),
  );
}
