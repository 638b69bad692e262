/** The shapes that cross the wire, by the names the screens use. */

import type { components } from "./schema.gen";
import type { Feedback, Pace } from "./typesGold";
import type { Figure } from "./typesQuality";

export type Role = "annotator" | "reviewer" | "researcher" | "admin";

export type Problem = {
  code: string;
  detail: string;
  fields?: Record<string, string[]>;
  request_id?: string;
};

export type Preferences = {
  theme?: "system" | "light" | "dark" | "contrast";
  /** False: single keys do nothing, buttons and dialogs stay. */
  keys?: boolean;
  /** Base tag of the interface's language; absent: what the browser asks for. */
  language?: string;
  /** Keys of one's own, by the id of the command. */
  bindings?: Record<string, string>;
  [other: string]: unknown;
};

export type ProjectRef = { id: number; slug: string; name: string; simulated: boolean };
export type User = {
  id: number;
  name: string;
  email: string;
  is_staff: boolean;
  preferences: Preferences;
};
export type Session = {
  user: User | null;
  csrf: string;
  memberships: { project: ProjectRef; role: Role }[];
  demo: boolean;
};
export type Invite = {
  project: { name: string } | null;
  role: Role;
  needs_account: boolean;
  email: string;
};

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

/** Answers as displayed: sides are places on this screen, the server knows which is which. */
export type BySide<T> = Record<string, T>;
/** Offsets count characters (code points) of the raw text. */
export type Span = { start: number; end: number; category: string; severity: string | null };
/** What is left out, with its kind where the question asks for it. */
export type Lack = string | { category: string; text: string };
/** A point, or a box where it has a size; in whole pixels of the picture. */
export type Region = { x: number; y: number; width?: number; height?: number; category: string };
export type AnswerOf = {
  comparison: { side: string; strength: number | null };
  rating: { ratings: BySide<Record<string, number>> };
  ranking: { ranks: BySide<number> };
  pick: { picked: string[] };
  thumbs: { thumb?: "up" | "down"; thumbs?: BySide<"up" | "down"> };
  choice: { choice?: string; choices?: BySide<string> };
  multi_choice: { chosen: string[] | BySide<string[]> };
  text: { text?: string; texts?: BySide<string> };
  critique: { of?: string; reasons?: string[]; critique?: string; rewrite?: string };
  spans: { spans: BySide<Span[]>; missing: BySide<Lack[]> };
  /** In the order of the text; null: not labelled yet. */
  steps: { steps: BySide<(string | null)[]> };
  citations: { citations: BySide<(string | null)[]> };
  reveal: { seen: boolean };
  playback: { played: BySide<{ seconds: number; whole: boolean }> };
  /** Words are stretches of the prompt's last message, in characters. */
  regions: { regions: BySide<Region[]>; words: BySide<{ start: number; end: number }[]> };
};
export type Answer = AnswerOf[QuestionType];
export type Answers = Record<string, Answer>;

/** `calls`: the tools an assistant called, and with what. */
export type Message = {
  role: string;
  content: string;
  name?: string;
  calls?: { name: string; arguments: string }[];
};
/** One response; `prompt` where the responses answer different ones. */
export type Side = { side: string; text: string; prompt?: Message[]; media?: Media };
/** A file on this server; its address says nothing of where it is from. */
export type Media = {
  url: string;
  kind: "image" | "audio" | "video" | "missing";
  width: number | null;
  height: number | null;
};
/** Cited by its place in the list, from 1. */
export type Source = { title: string; text: string; url: string };
export type Assignment = {
  id: number;
  lease_token: string;
  leased_until: string;
  seconds_left: number;
  prompt: Message[];
  sides: Side[];
  context: {
    language?: string;
    criteria?: string;
    persona?: string;
    sources?: Source[];
    media?: Media[];
  };
  draft: Record<string, unknown> | null;
  answers: Answers | null;
  judgment_id: number | null;
  revealed: Revealed | null;
  /** The expected answer is shown after one's own. */
  training: boolean;
};
/** What came of an item, once it was answered without knowing; those answers stay. */
export type Revealed = { text: string; sides: { side: string; text: string }[]; answers: Answers };
export type BenchProgress = { today: number; mine: number; left: number; project_total: number };
export type ClaimStatus =
  | "ok"
  | "retry"
  | "done"
  | "acknowledge"
  | "paused"
  | "quota"
  | "unqualified";
export type Claim = { status: ClaimStatus; assignments: Assignment[]; retry_after?: number };
export type ClaimOut = Claim & { progress: BenchProgress };
export type Queue = {
  progress: BenchProgress;
  guideline: { version: number; text: string; acknowledged: boolean } | null;
  questions: Question[];
  pace: Pace;
  break_minutes: number | null;
  project: {
    id: number;
    name: string;
    language: string;
    show_models_after: boolean;
    simulated: boolean;
  };
};
export type JudgmentIn = {
  lease_token: string;
  idempotency_key: string;
  answers: Answers;
  active_seconds: number;
  wall_seconds?: number;
  supersedes?: number;
  claim?: { count: number; holding: number[] };
};
export type JudgmentResult = {
  judgment_id: number;
  counted: boolean;
  replayed: boolean;
  progress: BenchProgress;
  claimed: Claim | null;
  /** Of training only. */
  feedback: Feedback | null;
  reveal: Record<string, string> | null;
};
export type SkipReason = "too_hard" | "not_my_language" | "broken" | "conflict" | "other";
export type FlagReason = "broken_text" | "missing_context" | "unsafe" | "personal_data" | "other";

export type ProjectRow = {
  id: number;
  slug: string;
  name: string;
  description: string;
  state: string;
  simulated: boolean;
  role: Role;
  items_total: number;
  items_resolved: number;
  my_open: number;
};
export type Project = {
  id: number;
  slug: string;
  name: string;
  description: string;
  language: string;
  state: string;
  overlap: number;
  reserve: number;
  lease_seconds: number;
  side_order: string;
  show_models_after: boolean;
  /** Question -> method; votes on any other are counted. */
  aggregators: Record<string, string>;
  /** May settle what one has judged oneself. */
  adjudicate_own: boolean;
  simulated: boolean;
  role: Role;
  guideline: { version: number; text: string; created_at: string } | null;
  questions: { version: number; questions: Question[] } | null;
};
export type Page<Row> = { results: Row[]; next: string | null };
export type Guideline = { version: number; text: string; created_at: string };
export type Member = {
  id: number;
  user: { id: number; name: string; email: string; is_active: boolean };
  role: Role;
  judged: number;
  last_judged_at: string | null;
  /** On known items they were given unseen; null: none yet. */
  gold: Figure | null;
  cohort: number | null;
  /** null: as the project says. */
  quota_total: number | null;
  quota_day: number | null;
  /** At the training, first one first. */
  attempts: { asked: number; right: number; passed: boolean; at: string }[];
};
export type InviteRow = {
  id: number;
  email: string;
  role: Role;
  expires_at: string;
  uses: number;
  max_uses: number;
};
/** A key for scripts; the secret itself comes once, when it is made. */
export type Token = components["schemas"]["TokenOut"];
export type Members = { as_of: string | null; members: Member[]; invites: InviteRow[] };

export type Stat = { value: number; low: number; high: number; n: number };
export type Job = {
  id: number;
  kind: string;
  state: string;
  done: number;
  total: number | null;
  error: string;
  created_at: string;
};
export type Overview = {
  /** Of what is counted over all judgments; null while it is counted for the first time. */
  as_of: string | null;
  counts: Record<
    | "total"
    | "imported"
    | "awaiting_judge"
    | "awaiting_human"
    | "resolved"
    | "reference"
    | "discarded",
    number
  >;
  judged_by: Record<"human" | "judge" | "both" | "open", number>;
  judgments: { human: number; judge: number; today_human: number };
  per_day: { day: string; human: number; judge: number }[];
  agreement: {
    question: string;
    title: string;
    human_human: Stat | null;
    human_judge: Stat | null;
    alpha: number | null;
    n_items: number;
    judges: {
      judge: string;
      agreement: Stat;
      kappa: number;
      tie_recall: number | null;
      tie_precision: number | null;
    }[];
  }[];
  people: {
    rater: string;
    kind: string;
    simulated: boolean;
    judged: number;
    median_seconds: number | null;
  }[];
  jobs: Job[];
  queue_age_seconds: number | null;
  sentence: string;
};
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

export type Item = {
  id: number;
  project_id: number;
  external_id: string;
  state: string;
  prompt: Message[];
  responses: { key: string; text: string; model: string | null }[];
  context: Record<string, unknown>;
  metadata: Record<string, unknown>;
  group_key: string;
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
type Schemas = components["schemas"];
export type Figured = Schemas["JudgeFigureOut"];
export type JudgeReport = Schemas["JudgeReportOut"];
export type Standing = Schemas["StandingOut"];
export type Disagreements = Schemas["DisagreementsOut"];
export type ImportedJudge = Schemas["ImportedJudgeOut"];
export type Attacked = Schemas["AttackedOut"];
export type Judging = Schemas["JudgingOut"];
export type TriedItem = Schemas["TriedItemOut"];
export type JudgeTrial = Schemas["JudgeTrialOut"];
export type JudgeProtocol = Schemas["JudgeProtocolOut"];
export type JudgeEstimate = Schemas["JudgeEstimateOut"];

export type Mapping = Record<string, unknown>;
export type Upload = {
  id: number;
  name: string;
  size: number;
  kind_guess: "items" | "judgments";
  columns: { path: string; example: string; type: string }[];
  rows: Record<string, unknown>[];
  mapping_guess: Mapping | null;
  /** What the guess rests on, in sentences. */
  evidence: string[];
  problems: RowProblem[];
  /** Formats the file may be in, the surest first. */
  known: FoundFormat[];
};
/** A known format, and what the first rows of the file give when they are read as one. */
export type FoundFormat = {
  format: string;
  title: string;
  confidence: number;
  evidence: string[];
  rows: number;
  items: number;
  judgments: number;
  raters: number;
  questions: { key: string; type: string; asked: boolean; possible: boolean }[];
  examples: Record<string, unknown>[];
};
/** A bad row, or something to know about a good one (`note`). */
export type RowProblem = {
  line: number;
  field: string;
  reason: string;
  value: string;
  note: boolean;
};
export type ImportBatch = {
  id: number;
  kind: string;
  file: string;
  state: string;
  rows_read: number;
  rows_added: number;
  rows_present: number;
  rows_differing: number;
  rows_bad: number;
  judgments_added: number;
  judgments_present: number;
  left_out: { reason: string; n: number }[];
  bytes_read: number;
  size: number;
  error: string;
  dry_run: boolean;
  on_error: string;
  created_at: string;
  finished_at: string | null;
  created_by: string | null;
};
/** The pictures, sounds and films that items of a project may name. */
export type MediaSummary = Schemas["MediaSummaryOut"];
export type MediaTaken = Schemas["MediaTakenOut"];
export type ExportParam = {
  key: string;
  title: string;
  default: string | number | boolean | string[];
  choices: (string | number | boolean)[];
  help: string;
  /** Of a number, which starts at 0. */
  most: number;
  /** Of a list: none of its choices may be chosen. */
  empty: boolean;
};
export type Format = {
  key: string;
  title: string;
  summary: string;
  unit: "label" | "judgment" | "item";
  params: ExportParam[];
};
export type Snapshot = {
  id: number;
  format: string;
  params: Record<string, unknown>;
  state: string;
  rows: number | null;
  files: { name: string; bytes: number; sha256: string; rows: number | null; url: string }[];
  /** README.md, croissant.json and plots. */
  card: { name: string; bytes: number; sha256: string; url: string }[];
  manifest: Record<string, unknown> | null;
  sha256: string;
  error: string;
  created_at: string;
  finished_at: string | null;
  created_by: string | null;
  job: { done: number; total: number | null } | null;
};
export type ExportChanges = Schemas["ChangesOut"];
export type ChangedItem = ExportChanges["items"][number];
export type ExportPreview = {
  rows: Record<string, unknown>[];
  /** Rows; of a format of whole items: items. */
  total: number;
  /** Of whole items: the first so many, which rows and counts are of. */
  looked_at: number | null;
  row_count: number | null;
  /** What was compared with texts to keep apart from; null: there are none. */
  apart: { looked_at: number; left_out: number } | null;
  left_out: { reason: string; n: number }[];
  without: { part: string; n: number }[];
};
