/** Files that come in, and exports. */

import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Mapping = Record<string, unknown>;
export type Upload = {
  id: number;
  name: string;
  size: number;
  kind_guess: "items" | "judgments";
  columns: { path: string; example: string; type: string }[];
  rows: Record<string, unknown>[];
  lines: number[];
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
