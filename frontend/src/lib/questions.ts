/** What is asked about an item: the shapes the server stores, and the sets that people start from. */

import type { Question } from "@/api/types";

export type Points = 2 | 3 | 5 | 7;

export const SCALES: readonly { points: Points; label: string }[] = [
  { points: 2, label: "2 points: A or B, no tie" },
  { points: 3, label: "3 points: A, tie, B" },
  { points: 5, label: "5 points: much or slightly better" },
  { points: 7, label: "7 points: much, clearly or slightly better" },
];

export type Template = { scale: 3 | 5 | 7; aspects: boolean; why: boolean };

/** Aspects come before the overall verdict: it is asked last, when the parts have been weighed. */
export function fromTemplate({ scale, aspects, why }: Template): Question[] {
  const questions: Question[] = [];
  if (aspects) {
    questions.push(
      comparison("helpful", "Helpful", "Which one does more of what was asked?", scale),
      comparison("truthful", "Truthful", "Which one says fewer things that are wrong?", scale),
    );
  }
  questions.push(comparison("overall", "Overall", "Which one would you rather have got?", scale));
  if (why) questions.push(text("why", "Why?", false));
  return questions;
}

export function comparison(key: string, title: string, help: string, points: Points): Question {
  const options = { points, tie: points !== 2, both_bad: true };
  return { key, type: "comparison", title, help, required: true, options };
}

export function text(key: string, title: string, required: boolean): Question {
  return { key, type: "text", title, help: "", required, options: { max_length: 2000 } };
}

/** A key for a new question: from its title, unlike every other. */
export function keyFor(title: string, taken: readonly string[]): string {
  const words = title
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "_");
  const base = words.replace(/^[_0-9]+|_+$/g, "").slice(0, 36) || "question";
  let key = base;
  for (let n = 2; taken.includes(key); n += 1) key = `${base}_${n}`;
  return key;
}

/** The list with one question moved up (-1) or down (1); unchanged at the ends. */
export function moved(questions: readonly Question[], from: number, by: -1 | 1): Question[] {
  const list = [...questions];
  const [one] = list.splice(from, 1);
  if (one) list.splice(Math.max(0, from + by), 0, one);
  return list;
}

/** What keeps the set from being saved, or null. */
export function problemOf(questions: readonly Question[]): string | null {
  if (!questions.some((q) => q.type === "comparison")) return "Ask at least one comparison.";
  if (questions.length > 20) return "Ask at most 20 questions.";
  if (questions.some((q) => !q.title.trim())) return "Give every question a title.";
  return null;
}
