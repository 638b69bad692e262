/** What is asked, by type of question. */

/** One of a few things to choose, with the words for it. */
export type Choice = { key: string; text: string };
export type Scale = { key: string; title: string; points: { value: number; text: string }[] };
export type Per = "item" | "response";
/** Asked only if the answer to an earlier question, as displayed, has this. */
export type Condition = {
  question: string;
  path: string;
  op: "is" | "is_not" | "one_of" | "at_least" | "at_most" | "contains";
  value: string | number | boolean | (string | number | boolean)[];
};
/** Question type -> its options. */
export type Options = {
  comparison: { points: 2 | 3 | 5 | 7; tie: boolean; both_bad: boolean; pair?: number[] };
  rating: { scales: Scale[] };
  ranking: { ties: boolean };
  pick: { at_least: number; at_most: number | null };
  thumbs: { per: Per };
  choice: { choices: Choice[]; per: Per };
  multi_choice: { choices: Choice[]; per: Per; at_least: number; at_most: number | null };
  text: { max_length: number; per?: Per };
  critique: { reasons: Choice[]; critique: boolean; rewrite: boolean; max_length: number };
  spans: {
    categories: Choice[];
    severities: Choice[];
    missing: boolean;
    missing_kinds?: Choice[];
  };
  steps: { choices: Choice[]; by: "line" | "paragraph"; until: string | null };
  citations: { choices: Choice[]; until: string | null };
  /** Later question -> the earlier one that it asks again. */
  reveal: { again: Record<string, string> };
  playback: Record<string, never>;
  regions: { shape: "point" | "box"; categories: Choice[]; words: boolean };
};
export type QuestionType = keyof Options;
export type QuestionOf<T extends QuestionType> = QuestionCommon & { type: T; options: Options[T] };
export type Question = { [T in QuestionType]: QuestionOf<T> }[QuestionType];
type QuestionCommon = {
  key: string;
  title: string;
  help: string;
  required: boolean;
  when?: Condition | null;
};
export type Template = {
  key: string;
  title: string;
  summary: string;
  guideline: string;
  /** Fewest and most responses of an item. */
  n_responses: number[];
  questions: Question[];
};
