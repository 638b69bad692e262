/** The shapes that cross the wire, by the names the screens use. */

import type { components } from "./schema.gen";
import type { Figure } from "./typesQuality";
import type { Question } from "./typesQuestions";

export type * from "./typesBench";
export type * from "./typesData";
export type * from "./typesItems";
export type * from "./typesJudges";
export type * from "./typesQuestions";
export type * from "./typesRouting";

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
