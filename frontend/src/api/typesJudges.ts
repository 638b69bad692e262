/** Judges, their trials and reports. */

import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Judge = {
  id: number;
  name: string;
  version: number;
  /** The judge of which it is the next version. */
  previous: number | null;
  backend: string;
  model: string;
  sha256: string;
  active: boolean;
  trust: { status: string; reason: string; at: string | null };
  prices: { input_usd_per_million: number; output_usd_per_million: number };
  endpoint: { base_url: string; key_last4: string } | null;
  limits: {
    requests_per_minute: number | null;
    tokens_per_minute: number | null;
    closed_until: string | null;
  } | null;
  calls: { ok: number; failed: number; unknown: number; again: number };
  spent_usd: number;
  run: { concurrency: number; deadline_seconds: number | null; unknown_retries: number };
  spec: JudgeSpec;
};
/** What makes it this judge; a panel has no more than its members and its question. */
export type JudgeSpec = {
  protocol: string;
  model: string;
  base_url: string;
  question: string;
  samples: number;
  parts: number;
  params: Record<string, unknown>;
  template?: string;
  template_sha256?: string;
  parser?: string;
  aspects?: string[];
  orders?: "both" | number;
  members?: string[];
};

/** Read straight from the server's description; what the figures mean is in docs/judging.md. */
export type Figured = Schemas["JudgeFigureOut"];
export type JudgeReport = Schemas["JudgeReportOut"];
export type Standing = Schemas["StandingOut"];
export type Disagreements = Schemas["DisagreementsOut"];
export type ImportedJudge = Schemas["ImportedJudgeOut"];
export type Attacked = Schemas["AttackedOut"];
export type Judging = Schemas["JudgingOut"];
export type TriedItem = Schemas["TriedItemOut"];
export type JudgeTrial = Schemas["JudgeTrialOut"];
export type JudgeTraining = Schemas["JudgeTrainingOut"];
export type JudgeProtocol = Schemas["JudgeProtocolOut"];
export type JudgeEstimate = Schemas["JudgeEstimateOut"];
