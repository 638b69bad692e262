/** What is asked about an item: the shapes the server stores, and the sets that people start from. */

import type { Choice, Options, Question, QuestionType } from "@/api/types";

export type Points = 2 | 3 | 5 | 7;

export const SCALES: readonly { points: Points; label: string }[] = [
  { points: 2, label: "2 points: A or B, no tie" },
  { points: 3, label: "3 points: A, tie, B" },
  { points: 5, label: "5 points: much or slightly better" },
  { points: 7, label: "7 points: much, clearly or slightly better" },
];

/** Pairs to compare, the commonest start: how finely, in which aspects, with a reason or not. */
export type PairStart = { scale: 3 | 5 | 7; aspects: boolean; why: boolean };

/** Aspects come before the overall verdict: it is asked last, when the parts have been weighed. */
export function pairsToCompare({ scale, aspects, why }: PairStart): Question[] {
  const questions: Question[] = [];
  if (aspects) {
    questions.push(
      comparison("helpful", "Helpful", "Which one does more of what was asked?", scale),
      comparison("truthful", "Truthful", "Which one says fewer things that are wrong?", scale),
    );
  }
  questions.push(comparison("overall", "Overall", "Which one would you rather have got?", scale));
  return why ? [...questions, { ...newQuestion("text", []), key: "why" }] : questions;
}

function comparison(key: string, title: string, help: string, points: Points): Question {
  const options = { points, tie: points !== 2, both_bad: true, pair: [1, 2] };
  return { key, type: "comparison", title, help, required: true, options, when: null };
}

/** The types in the order in which they are offered, and what an admin calls them. */
export const TYPES: Record<QuestionType, string> = {
  comparison: "Comparison of two responses",
  rating: "Rating on named scales",
  ranking: "Ranking of all responses",
  pick: "Pick the good ones",
  thumbs: "Thumb up or down",
  choice: "One of a few choices",
  multi_choice: "Several of a few choices",
  text: "Text",
  critique: "Critique and rewrite",
  spans: "Marked passages",
  steps: "Steps, each labelled",
  citations: "Citations, each checked",
  reveal: "The outcome is shown here",
  playback: "Sounds and films, played to the end first",
  regions: "Places marked in pictures",
};

/** What a new question of each type starts with: its title and options. */
const STARTS: { [T in QuestionType]: { title: string; required?: boolean; options: Options[T] } } =
  {
    comparison: {
      title: "Aspect",
      options: { points: 7, tie: true, both_bad: true, pair: [1, 2] },
    },
    rating: {
      title: "Rating",
      options: {
        scales: [
          {
            key: "quality",
            title: "Quality",
            points: ["Very poor", "Poor", "Fair", "Good", "Very good"].map((text, n) => ({
              value: n + 1,
              text,
            })),
          },
        ],
      },
    },
    ranking: { title: "Order, best first", options: { ties: true } },
    pick: { title: "Which are good?", options: { at_least: 0, at_most: null } },
    thumbs: { title: "Is it good?", options: { per: "response" } },
    choice: { title: "Choice", options: { choices: choices("Yes", "No"), per: "item" } },
    multi_choice: {
      title: "What applies?",
      options: { choices: choices("First", "Second"), per: "item", at_least: 0, at_most: null },
    },
    text: { title: "Why?", required: false, options: { max_length: 2000, per: "item" } },
    critique: {
      title: "Critique and rewrite",
      options: {
        reasons: choices("Wrong", "Incomplete", "Unclear", "Unsafe"),
        critique: true,
        rewrite: true,
        max_length: 4000,
      },
    },
    spans: {
      title: "Errors",
      options: {
        categories: choices("Not true", "Irrelevant", "Does not follow"),
        severities: choices("Minor", "Major"),
        missing: true,
        missing_kinds: [],
      },
    },
    steps: {
      title: "Each step",
      options: { choices: choices("Right", "Neither", "Wrong"), by: "line", until: null },
    },
    citations: {
      title: "Each citation",
      options: {
        choices: choices("Supported", "Partly", "Not supported", "Contradicted"),
        until: null,
      },
    },
    reveal: { title: "What came of it", options: { again: {} } },
    playback: { title: "Listen", options: {} },
    regions: {
      title: "Marked places",
      options: {
        shape: "point",
        categories: choices("Looks wrong", "Not what was asked"),
        words: true,
      },
    },
  };

function choices(...texts: string[]): Choice[] {
  return withKeys(texts, []);
}

/** Choices of these texts; those whose text or place was there before keep their key. */
export function withKeys(texts: readonly string[], before: readonly Choice[]): Choice[] {
  const out: Choice[] = [];
  const named = new Map(before.map((c) => [c.text, c.key]));
  const staying = new Set(texts.flatMap((text) => named.get(text) ?? []));
  texts.forEach((text, n) => {
    const old = before[n];
    const taken = [...out.map((c) => c.key), ...staying];
    // A text that changed in its place is the same choice in other words.
    const kept = named.get(text) ?? (old && !taken.includes(old.key) ? old.key : undefined);
    out.push({ key: kept ?? keyFor(text, taken), text });
  });
  return out;
}

export function newQuestion(type: QuestionType, taken: readonly string[]): Question {
  const { title, required = true, options } = STARTS[type];
  const key = keyFor(title, taken);
  return { key, type, title, help: "", required, options, when: null } as Question;
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
  if (questions.every((q) => ["text", "reveal", "playback"].includes(q.type)))
    return "Texts alone judge nothing: add a comparison, a rating or another kind.";
  const shown = questions.flatMap((q, n) => (q.type === "reveal" ? [n] : []));
  if (shown.length > 1) return "The outcome is shown once: remove one of its places.";
  if (shown[0] === 0 || shown[0] === questions.length - 1)
    return "Ask something before the outcome is shown, and something after it.";
  if (questions.length > 20) return "Ask at most 20 questions.";
  if (questions.some((q) => !q.title.trim())) return "Give every question a title.";
  const late = questions.find(
    (q, n) => q.when && !questions.slice(0, n).some((before) => before.key === q.when?.question),
  );
  return late ? `“${late.title}” depends on a question that no longer comes before it.` : null;
}
