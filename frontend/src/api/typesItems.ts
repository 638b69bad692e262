/** An item and all that happened to it. */

import type { Media, Message, StepPlace } from "./typesBench";

export type ItemRow = {
  id: number;
  external_id: string;
  state: string;
  prompt_head: string;
  n_responses: number;
  language: string | null;
  taken: number;
  need: number;
  judgments: { human: number; judge: number };
  label: {
    question: string;
    value: Record<string, unknown>;
    source: string;
    posterior: number | null;
  } | null;
  flagged: boolean;
};
/** Where an item came from, and the finished exports it is in. */
export type ItemFiles = {
  origin: { import_id: number; line: number; file: string } | null;
  exports: { id: number; format: string; finished_at: string }[];
};

export type Response = {
  key: string;
  text: string;
  /** Where each answers its own. */
  prompt?: Message[];
  steps?: StepPlace[];
  turns?: Message[];
  media?: Media;
};

/** What an item holds; who wrote what only where it may be seen. */
export type Content = {
  prompt: Message[];
  responses: (Response & { model?: string | null })[];
  media: Media[];
  context: Record<string, unknown>;
  metadata?: Record<string, unknown>;
};

export type Item = {
  id: number;
  project_id: number;
  external_id: string;
  state: string;
  prompt: Message[];
  responses: (Response & { model: string | null })[];
  /** Shown beside the prompt. */
  media: Media[];
  context: Record<string, unknown>;
  metadata: Record<string, unknown>;
  group_key: string;
  others_in_group: number;
  priority: number;
  need: number;
  reserve: number;
  taken: number;
  counted: number;
  assignments: {
    id: number;
    annotator: string;
    state: string;
    opened_at: string;
    closed_at: string | null;
    leased_until: string;
    reason: string;
  }[];
  judgments: ItemJudgment[];
  labels: ItemLabel[];
  flags: {
    id: number;
    by: string;
    reason: string;
    note: string;
    at: string;
    settled_at: string | null;
  }[];
};
export type ItemJudgment = {
  id: number;
  rater: string;
  kind: "human" | "judge";
  source: string;
  answers: Record<string, Record<string, unknown>>;
  presented_order: string[];
  confidence: number | null;
  active_seconds: number | null;
  counted: boolean;
  superseded: boolean;
  created_at: string;
};
export type ItemLabel = {
  question: string;
  version: number;
  value: Record<string, unknown>;
  posterior: number | null;
  method: string;
  source: string;
  status: string;
  n_human: number;
  n_judge: number;
  agreement: number | null;
  created_at: string;
};
export type Decision = {
  round: number;
  route: string;
  human_judgments: number;
  audited: boolean;
  propensity: number;
  draw: number | null;
  score: number | null;
  threshold: number | null;
  policy: string;
  policy_version: number;
  reasons: string[];
  signals: Record<string, unknown>;
  created_at: string;
};
export type Call = {
  id: number;
  judge: string;
  order: string;
  sample: number;
  attempt: number;
  state: string;
  error: string;
  cost_usd: number | null;
  latency_ms: number | null;
  tokens_in: number | null;
  tokens_out: number | null;
  verdict: {
    state: string;
    winner: string | null;
    strength: number | null;
    p_a: number | null;
    reasoning: string;
  } | null;
  response: string;
  created_at: string;
};
