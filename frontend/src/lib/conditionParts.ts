/** What a condition can look at in the answer to each type of question, as it is displayed. */

import type { Choice, Condition, Options, Question, QuestionType } from "@/api/types";

export type Part = {
  /** Where it stands in the answer; a * is any response, mark or step. */
  path: string;
  label: string;
  kind: "number" | "word" | "list";
  /** The words there can be, where they are known. */
  values?: readonly Choice[];
};

const SIDES = named({ left: "A", right: "B", tie: "tie", both_bad: "both bad" });
const WAYS = named({ up: "good", down: "bad" });

function named(words: Record<string, string>): Choice[] {
  return Object.entries(words).map(([key, text]) => ({ key, text }));
}

/** One entry per type; a type without parts cannot be asked about. */
const PARTS: { [T in QuestionType]: (options: Options[T]) => Part[] } = {
  comparison: () => [
    { path: "strength", label: "how much better", kind: "number" },
    { path: "side", label: "which is better", kind: "word", values: SIDES },
  ],
  rating: ({ scales }) =>
    scales.map(({ key, title }) => ({
      path: `ratings.*.${key}`,
      label: `${title}, of any response`,
      kind: "number",
    })),
  ranking: () => [{ path: "ranks.*", label: "place of any response", kind: "number" }],
  pick: () => [{ path: "picked", label: "what was picked", kind: "list" }],
  thumbs: ({ per }) => [
    per === "item"
      ? { path: "thumb", label: "thumb", kind: "word", values: WAYS }
      : { path: "thumbs.*", label: "thumb on any response", kind: "word", values: WAYS },
  ],
  choice: ({ per, choices: values }) => [
    per === "item"
      ? { path: "choice", label: "what was chosen", kind: "word", values }
      : { path: "choices.*", label: "chosen for any response", kind: "word", values },
  ],
  multi_choice: ({ per, choices: values }) => [
    per === "item"
      ? { path: "chosen", label: "what was chosen", kind: "list", values }
      : { path: "chosen.*", label: "chosen for any response", kind: "list", values },
  ],
  text: ({ per }) => [
    per === "response"
      ? { path: "texts.*", label: "text about any response", kind: "word" }
      : { path: "text", label: "text", kind: "word" },
  ],
  critique: ({ reasons: values }) => [
    { path: "reasons", label: "reasons", kind: "list", values },
    { path: "critique", label: "critique", kind: "word" },
  ],
  spans: ({ categories, severities }) => [
    { path: "spans.*.*.category", label: "what any mark is", kind: "word", values: categories },
    { path: "spans.*.*.severity", label: "how bad any mark is", kind: "word", values: severities },
  ],
  steps: ({ choices: values }) => [
    { path: "steps.*.*.label", label: "label of any step", kind: "word", values },
  ],
  citations: ({ choices: values }) => [
    { path: "citations.*.*.label", label: "label of any citation", kind: "word", values },
  ],
  reveal: () => [],
  playback: () => [{ path: "played.*.seconds", label: "seconds played of any", kind: "number" }],
  regions: ({ categories: values }) => [
    { path: "regions.*.*.category", label: "what any mark is", kind: "word", values },
  ],
};

export function partsOf<T extends QuestionType>(question: Question & { type: T }): Part[] {
  return (PARTS[question.type] as (options: Options[T]) => Part[])(question.options as Options[T]);
}

const OPS: Record<Part["kind"], readonly Condition["op"][]> = {
  number: ["at_least", "at_most", "is", "is_not"],
  word: ["is", "is_not", "one_of"],
  list: ["contains"],
};

/** How a part can be compared. */
export const opsOf = (part: Part | undefined): readonly Condition["op"][] =>
  part ? OPS[part.kind] : [...new Set(Object.values(OPS).flat())];

/** A condition on this part that can hold: where somebody goes on from. */
export function startOf(question: string, part: Part): Condition {
  const { path, kind, values } = part;
  if (kind === "number") return { question, path, op: "at_least", value: 2 };
  if (values?.[0])
    return { question, path, op: kind === "list" ? "contains" : "is", value: values[0].key };
  return kind === "list"
    ? { question, path, op: "contains", value: "left" }
    : { question, path, op: "is_not", value: "" };
}
