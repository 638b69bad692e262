/** Policies, budgets, and what they would change. */

import type { components } from "./schema.gen";
import type { Stat } from "./types";

type Schemas = components["schemas"];

export type JsonSchema = Record<string, unknown>;
export type Budget = { limit: number; spent: number; reserved: number };
export type PolicyKind = {
  key: string;
  title: string;
  summary: string;
  needs: string[];
  params: JsonSchema;
};
export type RoutingConfig = {
  version: number;
  policy: string;
  params: Record<string, unknown>;
  audit_rate: number;
  created_at: string;
  created_by: string | null;
};
export type Routing = {
  config: RoutingConfig | null;
  versions: RoutingConfig[];
  budgets: { usd: Budget | null; human_judgments: Budget | null };
  routes: { human: number; judge: number; both: number };
  audited: number;
  last_run: { at: string; items: number } | null;
  judges: { active: number };
  audit: { n: number; agreement: Stat | null };
  /** What people may cost; null: a plain number of judgments, or no limit. */
  spending: Spending | null;
  queues: Schemas["WaitingOut"][];
  days: Schemas["SpentDayOut"][];
  moves: Schemas["PolicyMoveOut"][];
  /** Of agreement, queues, days and moves; null while they are counted. */
  as_of: string | null;
};
export type Spending = Schemas["SpendingOut"];
export type SpendingTerms = Schemas["SpendingIn"];
export type Feature = Schemas["FeatureOut"];
export type RoutingPreview = {
  human: number;
  judge: number;
  both: number;
  moved: number;
  sample: { item_id: number; external_id: string; from: string; to: string; reason: string }[];
};
export type FrontierPoint = Schemas["FrontierPointOut"];
export type FrontierCurve = Schemas["FrontierCurveOut"];
export type FrontierAsked = Schemas["FrontierIn"];
export type LabelledFile = Schemas["LabelledFileOut"];
export type Stratum = {
  low: number | null;
  high: number | null;
  items: number;
  audited: number;
  agreement: number | null;
};
export type Frontier = {
  as_of: string | null;
  running: boolean;
  why_not: string;
  items: number;
  judge_right: number | null;
  judge: string;
  /** Name of the file that was replayed; empty: the project's own items. */
  file: string;
  terms: Schemas["FrontierTermsOut"] | null;
  curves: FrontierCurve[];
  strata: Stratum[];
  features: Feature[];
};
export type Attempt = {
  at: string;
  rows: number;
  tried_on: number;
  brier: number | null;
  auqc: number | null;
  promoted: boolean;
  reason: string;
};
export type Alarm = {
  id: number;
  at: string;
  rows: number;
  before: number;
  after: number;
  acknowledged_at: string | null;
  acknowledged_by: string;
  note: string;
};
export type Calibration = {
  learns: boolean;
  /** Of what is counted over the audits; null while it is counted. */
  as_of: string | null;
  audited: number | null;
  new: number | null;
  state: (Attempt & { notes: string[] }) | null;
  attempts: Attempt[];
  promise: { holds: boolean; said: string; rows: number; bound: number } | null;
  watch: {
    n: number;
    fewest: number;
    agreement: Stat | null;
    fallen: number;
    limit: number;
  } | null;
  alarms: Alarm[];
};
export type Suspicious = { item_id: number; external_id: string; score: number; reason: string };
