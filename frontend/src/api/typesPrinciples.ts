/** Principles that reconstruct labels, and what people write summed up, as the server sends them. */

import type { Figure } from "./typesQuality";

export type Principle = {
  key: string;
  kind: "form" | "word" | "judge";
  text: string;
  agree: number;
  disagree: number;
  silent: number;
  relevance: number;
  accuracy: Figure;
  strength: number;
  /** Against a coin, adjusted for all principles. */
  p: number;
};
export type Reconstruction = {
  key: string;
  title: string;
  n_items: number;
  of_items: number;
  n_learnt: number;
  n_held: number;
  principles: Principle[];
  together: Figure;
  why_not: string;
};
export type Term = {
  term: string;
  z: number;
  first: number;
  second: number;
  examples: { item_id: number; external_id: string; text: string }[];
};
export type Texts = {
  key: string;
  title: string;
  n_texts: number;
  terms: Term[];
  contrast: Term[];
  reasons: { key: string; title: string; n: number }[];
  why_not: string;
};
export type Principles = {
  as_of: string | null;
  questions: Reconstruction[];
  texts: Texts[];
};
/** What a judge made of labels (principles) or of texts (criteria), as found last. */
export type Explanation = {
  question: string;
  kind: "principles" | "criteria";
  judge: string;
  as_of: string;
  principles: Principle[];
  criteria: { text: string; n: number; example: string }[];
  n_learnt: number;
  n_held: number;
  n_texts: number;
  unread: number;
  why_not: string;
};
export type Explanations = {
  running: boolean;
  /** Why the last run was given up; empty: it was not. */
  error: string;
  judges: { id: number; name: string }[];
  explanations: Explanation[];
};
