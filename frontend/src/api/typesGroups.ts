/** What people told about themselves, and what groups and types of raters make of verdicts. */

import type { Figure } from "./typesQuality";

export type SurveyField = {
  key: string;
  title: string;
  help: string;
  choices: { key: string; title: string }[];
};
type Asked = {
  /** 0: there never was one. */
  version: number;
  /** Markdown. */
  consent: string;
  /** []: nothing is asked. */
  fields: SurveyField[];
  /** Exports may hold the answers beside the pseudonym, in groups large enough. */
  exported: boolean;
  published_at: string | null;
  min_group: number;
};
export type Survey = Asked & { smallest_group: number; agreed: number };
export type NewSurvey = Pick<Survey, "consent" | "fields" | "min_group" | "exported">;
export type AboutMe = Asked & {
  agreed_at: string | null;
  /** By field: a choice; null: prefer not to say. */
  answers: Record<string, string | null>;
  /** One agreed to an older version, which holds no more. */
  changed: boolean;
};
export type Group = {
  key: string;
  title: string;
  people: number;
  votes: number;
  within: Figure;
  others: Figure;
  judges: { judge: string; agreement: Figure }[];
};
/** An item that splits the groups; shares are between one vote and all but one. */
export type Parted = {
  item_id: number;
  external_id: string;
  part: string;
  p: number;
  apart: number;
  shares: Record<string, Record<string, number>>;
  people: Record<string, number>;
};
export type Grouping = {
  field: string;
  title: string;
  groups: Group[];
  hidden: number;
  untold: number | null;
  between: { a: string; b: string; agreement: Figure }[];
  contrast: Figure;
  p: number | null;
  parted: Parted[];
  n_tested: number;
  why_not: string;
};
export type RaterType = {
  people: number;
  within: Figure;
  labels: Record<string, number>;
  members: { rater_id: number; name: string; sure: number }[];
};
export type Types = {
  gains: Figure[];
  types: RaterType[];
  between: Figure;
  telling: {
    item_id: number;
    external_id: string;
    part: string;
    apart: number;
    shares: Record<string, number>[];
    people: number[];
  }[];
  n_people: number;
  n_votes: number;
  why_not: string;
};
export type GroupsQuestion = {
  key: string;
  title: string;
  labels: string[];
  fields: Grouping[];
  types: Types;
};
export type Groups = {
  as_of: string | null;
  min_group: number;
  fields: { key: string; title: string }[];
  questions: GroupsQuestion[];
};
