import type { Answers } from "./types";
import type { Figure } from "./typesQuality";

/** An item's known answer; answers by response key, in canonical order. */
export type Gold = {
  answers: Record<string, Record<string, unknown>>;
  explanation: string;
  training: boolean;
  origin: "upload" | "hand" | "unanimous" | "settled";
  set_at: string;
};
export type GoldIn = Pick<Gold, "answers" | "explanation" | "training">;
export type GoldRow = Gold & {
  item_id: number;
  external_id: string;
  prompt_head: string;
  state: string;
  asked: number;
  right: number;
};
export type GoldCounts = { hidden: number; usable: number; training: number };
export type GoldUpload = {
  added: number;
  changed: number;
  refused: { row: number; why: string }[];
};
export type Proposal = {
  /** By an adjudicator; else everybody agreed. */
  settled: boolean;
  item_id: number;
  external_id: string;
  prompt_head: string;
  people: number;
  answers: Gold["answers"];
};

/** What a project asks of its people; everything off until somebody sets it. */
export type Rules = {
  gold_rate: number;
  show_gold: boolean;
  training_items: number;
  pass_mark: number;
  attempts: number;
  repeat_rate: number;
  repeat_after: number;
  quota_total: number | null;
  quota_day: number | null;
  break_minutes: number | null;
  hourly_rate: number | null;
  currency: string;
  revise_days: number;
  gold_field: string;
};
export type RulesOut = Rules & { known: GoldCounts };

/** What somebody in training is told about their answer. */
export type Feedback = {
  right: boolean;
  questions: Record<string, boolean>;
  expected: Answers;
  explanation: string;
  answered: number;
  of: number;
  /** null: the training goes on. */
  passed: boolean | null;
  again: boolean;
};

/** What to expect of an item; null: not measured yet, or pay is not mentioned. */
export type Pace = { seconds: number | null; pay: number | null; currency: string };

/** One's own work in a project. */
export type Mine = {
  judged: number;
  today: number;
  active_seconds: number;
  median_seconds: number | null;
  expected: Pace;
  earned: number | null;
  per_day: { day: string; judged: number }[];
  quota_total: number | null;
  quota_day: number | null;
  checked: Figure | null;
  training: { asked: number; right: number; passed: boolean; at: string }[];
};
export type MyJudgment = {
  id: number;
  assignment_id: number;
  at: string;
  active_seconds: number | null;
  revised: boolean;
  prompt_head: string;
  answers: Answers;
  may_revise: boolean;
  checked: { right: boolean; expected: Answers; explanation: string } | null;
};

/** A named group of members. */
export type Cohort = { id: number; name: string; members: number; items: number };
