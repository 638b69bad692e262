import type { AnswerOf, Question, QuestionOf, QuestionType, Side } from "@/api/types";
import type { Command } from "@/commands/commands";
import type { BenchDesk } from "../benchCommands";

/** Something to choose in the active row: its key, its button and its palette entry are this one. */
export type Choosable = {
  id: string;
  text: string;
  keys: string[];
  on: boolean;
  press: (desk: BenchDesk) => void;
  /** What a screen reader says, if more than the text. */
  name?: string;
};

export function asCommands(question: Question, choosables: Choosable[]): Command<BenchDesk>[] {
  return choosables.map(({ id, text, name, keys, press }) => ({
    id: `choose-${id}`,
    label: `${question.title}: ${name ?? text}`,
    keys,
    group: "Verdict",
    enabled: (d) => d.hasWork,
    run: press,
  }));
}

/** What was answered to a question, as its own type. */
export function given<T extends QuestionType>(desk: BenchDesk, question: QuestionOf<T>) {
  return desk.answers[question.key] as AnswerOf[T] | undefined;
}

export const sideAt = (sides: readonly Side[], n: number): string => sides[n]?.side ?? "";

/** The list with one entry more, or less if it had it. */
export function toggled(list: readonly string[], entry: string): string[] {
  return list.includes(entry) ? list.filter((e) => e !== entry) : [...list, entry];
}
