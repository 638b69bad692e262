/** Settling what raters disagree on, as the server sends it. */
import type { Question } from "./types";
import type { Content } from "./typesItems";

export type Cause = "ambiguous" | "guideline_gap" | "error" | "edge_case" | "taste";
export type Answers = Record<string, Record<string, unknown>>;

export type AdjudicationQueue = {
  as_of: string | null;
  rows: {
    item_id: number;
    external_id: string;
    alpha?: number;
    posterior?: number;
    alphas: Record<string, number>;
  }[];
  waiting: number;
  causes: Record<Cause, number>;
};

export type AnonymousAnswers = {
  who: string;
  judge: boolean | null;
  answers: Answers;
  seconds: number | null;
  fast: boolean;
  counted: boolean;
};

export type AdjudicationItem = Content & {
  id: number;
  external_id: string;
  questions: Question[];
  answers: AnonymousAnswers[];
  alphas: Record<string, number>;
  labels: { question: string; status: string; posterior: number | null }[];
  settled: { cause: Cause; confidence: number; note: string; at: string }[];
};

export type Settlement = {
  answers: Answers;
  cause: Cause;
  confidence: number;
  note: string;
  idempotency_key: string;
};

export type Gap = {
  item_id: number;
  external_id: string;
  note: string;
  guideline_version: number | null;
  at: string;
};
