/** What labels and raters are worth, as the server sends it. */

/** A value with its 95 % interval, or why there is none. */
export type Figure = {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
  why_not: string;
};
/** How the labels of each question are made, and how far making them anew is. */
export type Labelling = {
  questions: {
    question: string;
    title: string;
    method: string;
    fit: {
      id: number;
      at: string;
      n_votes: number;
      n_items: number;
      n_raters: number;
      warnings: string[];
    } | null;
    since: number;
    counted_because: string;
  }[];
  methods: { key: string; summary: string }[];
  job: {
    state: string;
    done: number;
    total: number | null;
    error: string;
    asked_at: string;
    finished_at: string | null;
  } | null;
};
export type JudgeFigures = {
  rater_id: number;
  judge: string;
  agreement: Figure;
  kappa: Figure;
  tie_recall: Figure;
  tie_precision: Figure;
};
export type OverTime = {
  unit: "day" | "week" | "month";
  steps: { since: string; people: Figure; judges: Figure }[];
  why_not: string;
};
export type Matrix = {
  raters: { id: number; name: string; judge: boolean; simulated: boolean }[];
  cells: { a: number; b: number; agreement: number; n: number }[];
  left_out: number;
  why_not: string;
};
/** An item worth a look: people's votes by label, and what each judge said. */
export type Split = {
  item_id: number;
  external_id: string;
  part: string;
  votes: Record<string, number>;
  agreement: number;
  judges: Record<string, string>;
};
export type QuestionFigures = {
  key: string;
  question: string;
  title: string;
  kind: string;
  labels: string[];
  n_votes: number;
  n_items: number;
  n_people: number;
  n_judges: number;
  n_shared: number;
  /** People's votes, by label. */
  said: Record<string, number>;
  agreement: Figure;
  alpha: Figure;
  alpha_ordinal: Figure;
  ac1: Figure;
  unanimous: Figure;
  ceiling: Figure;
  judges: JudgeFigures[];
  over_time: OverTime;
  matrix: Matrix;
  disagreed: Split[];
  judge_differs: Split[];
};
/** Responses rated against the same ones compared or ranked, by the same rater. */
export type BothWays = { contradicts: Figure; differs: Figure; rating_ties: Figure };
export type OwnWays = BothWays & { rated: string; preferred: string };
export type RaterQuestionRow = {
  question: string;
  n: number;
  agreement: Figure;
  reliability: Record<string, Figure>;
  left: Figure;
  left_biased: boolean;
  longer: Figure;
};
export type RaterQuestion = RaterQuestionRow & {
  consistent: Figure;
  marked: Figure;
  ties: number | null;
  longest_run: number;
  steadiness: {
    weeks: number;
    direction: "" | "up" | "down";
    since: string | null;
    why_not: string;
  };
};
export type QualityRater<Row = RaterQuestionRow> = {
  id: number;
  name: string;
  kind: "human" | "judge";
  simulated: boolean;
  judged: number;
  questions: Row[];
  speed: {
    median_seconds: number | null;
    robust_z: number | null;
    too_fast: number | null;
    n: number;
    flag: string;
  } | null;
  gold: Figure;
  flags: { question: string | null; text: string }[];
};
export type Board = {
  who: "people" | "judges";
  places: { model: string; strength: Figure; controlled: Figure; win_rate: number }[];
  n: number;
  length: Figure;
  style: Figure;
  side: Figure;
  why_not: string;
};
/** Circles a > b > c > a among responses to one prompt. */
export type InGroups = {
  groups: number;
  circular_groups: number;
  triads: number;
  circular: number;
  why_not: string;
};
export type Standings = {
  question: string;
  boards: Board[];
  segments: { field: string; value: string; boards: Board[] }[];
  circles: { together: InGroups; each: InGroups };
};
/** By question and figure: the middle person. */
export type Typical = Record<string, Record<string, number | null>>;
export type Quality = {
  /** Null while it is counted for the first time. */
  as_of: string | null;
  questions: QuestionFigures[];
  raters: QualityRater[];
  typical: Typical;
  models: Standings[];
  protocols: { rated: string; preferred: string; people: BothWays; judges: BothWays }[];
  marks: {
    question: string;
    title: string;
    n_answers: number;
    n_without: number;
    marks: Record<string, number>;
    mean_length: Figure;
    missing: number;
    missing_kinds: Record<string, number>;
  }[];
  latest: { judgments: number; at_most: number };
};
export type Rater = {
  id: number;
  name: string;
  kind: "human" | "judge";
  simulated: boolean;
  as_of: string | null;
  figures: (QualityRater<RaterQuestion> & { protocols: OwnWays[] }) | null;
  typical: Typical;
  titles: Record<string, string>;
  people: number;
};
/** What goes with the verdicts of people (`judge` is null) or of a judge; lists by factor. */
export type DriversColumn = {
  judge: string | null;
  n: number;
  n_items: number;
  alone: Figure[];
  together: Figure[];
  explained: number | null;
  why_not: string;
  /** The judge's minus people's on the same pairs; [] of people. */
  gaps: Figure[];
};
/** Aspects beside the verdict, with and without length and tone held; lists in order. */
export type Confounded = {
  aspects: { key: string; title: string }[];
  confounders: { key: string; title: string }[];
  alone: Figure[];
  held: Figure[];
  /** Of the confounders. */
  weights: Figure[];
  /** Share explained by aspects, by confounders, by both. */
  explained: number[] | null;
  n: number;
  n_items: number;
  why_not: string;
};
export type DriversQuestion = {
  confounded: Confounded;
  key: string;
  title: string;
  n_items: number;
  of_items: number;
  columns: DriversColumn[];
};
export type Drivers = {
  as_of: string | null;
  factors: { key: string; title: string }[];
  questions: DriversQuestion[];
};
