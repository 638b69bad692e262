import type { ComponentType } from "react";
import type {
  Answer,
  AnswerOf,
  Answers,
  QuestionOf,
  QuestionType,
  Revealed,
  Side,
} from "@/api/types";
import type { Command } from "@/commands/commands";
import type { Say } from "@/ui/Status";
import type { BenchDesk } from "../benchCommands";
import type { Work } from "../state";

/** What a row is drawn from. */
export type RowProps<T extends QuestionType = QuestionType> = {
  question: QuestionOf<T>;
  answer: AnswerOf[T] | undefined;
  sides: readonly Side[];
  /** Shows its buttons; else a chip with the answer. */
  open: boolean;
  /** Keys go to this row, so they are printed on it. */
  live: boolean;
  /** The active place within the question; 0 in a row that is not live. */
  slot: number;
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
  /** Make this row the active one, at a place of it. */
  onOpen: (slot?: number) => void;
  /** An answer that is not the end of the row: a text that is being written. */
  onAnswer: (answer: AnswerOf[T]) => void;
};

/** One type of question on the bench: what it needs, its keys and its looks. */
export type Kind<T extends QuestionType = QuestionType> = {
  /** Places in it that are answered one after the other: responses, scales, boxes. */
  slots: (question: QuestionOf<T>, sides: readonly Side[]) => number;
  /** The places that still lack something; none: it is answered. */
  gaps: (
    question: QuestionOf<T>,
    answer: AnswerOf[T] | undefined,
    sides: readonly Side[],
  ) => number[];
  /** Whether there is anything in it that would be lost. */
  begun: (answer: AnswerOf[T]) => boolean;
  /** The keys of the row while it is the active one; ids begin with "choose-". */
  commands: (question: QuestionOf<T>, desk: BenchDesk) => Command<BenchDesk>[];
  /** An answered row in a few words. */
  words: (
    question: QuestionOf<T>,
    answer: AnswerOf[T] | undefined,
    sides: readonly Side[],
  ) => string;
  Row: ComponentType<RowProps<T>>;
  /** Which pane a place is about, from 0; null: none in particular. */
  pane?: (question: QuestionOf<T>, desk: BenchDesk) => number | null;
  /** Height in lines; one if not said. */
  lines?: (question: QuestionOf<T>) => number;
  /** Has text boxes. */
  writes?: (question: QuestionOf<T>) => boolean;
  /** Left and right are its own. */
  ownArrows?: boolean;
  /** Nothing after it is asked until it is answered. */
  gate?: boolean;
  /** What Enter does while only this is missing; null, and why is said: it did not work. */
  proceed?: (work: Work, answers: Answers, seconds: number, say: Say) => Promise<Revealed | null>;
  /** What is sent, if not the answer as it stands. */
  outgoing?: (answer: AnswerOf[T]) => AnswerOf[T];
};

/** A kind whose own types are forgotten: rows are matched with their kind by the registry. */
export const erased = <T extends QuestionType>(kind: Kind<T>): Kind => kind as unknown as Kind;

export const letter = (n: number): string => "ABCDEFGHI"[n] ?? String(n + 1);

export function letterOf(side: string, sides: readonly Side[]): string {
  return letter(sides.findIndex((s) => s.side === side));
}

/** Places from 0 to n - 1 that are not filled. */
export function unfilled(n: number, filled: (slot: number) => boolean): number[] {
  return Array.from({ length: n }, (_, slot) => slot).filter((slot) => !filled(slot));
}

export type AnyAnswer = Answer | undefined;
