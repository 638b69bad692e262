/** The product's words for what the API abbreviates. */

export const STATES = {
  imported: "Not routed yet",
  awaiting_judge: "With the judge",
  awaiting_human: "With people",
  resolved: "Labelled",
  reference: "Answer known",
  discarded: "Discarded",
} as const;
export type ItemState = keyof typeof STATES;

export const SOURCES = { human: "People", llm: "Judge", both: "Both", none: "Nobody yet" } as const;
export const ROUTES = { human: "people", judge: "the judge", both: "both" } as const;
export const WINNERS = { a: "A", b: "B", tie: "Tie", both_bad: "Both bad" } as const;

export const ROLES = {
  annotator: "judges items; sees only their own work",
  reviewer: "reads items with everybody’s judgments",
  researcher: "reads everything, replays routing, exports",
  admin: "sets up people, questions, judges, budgets, imports",
} as const;

export const JOBS: Record<string, string> = {
  import: "Import",
  export: "Export",
  route: "Routing",
  judge: "Asking the judge",
  labels: "Working out labels",
  train_judge: "Training a judge",
};

/** The word for a key, or the key itself where the server is newer than this page. */
export function wordFor(words: Record<string, string>, key: string): string {
  return words[key] ?? capital(key.replaceAll("_", " "));
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

// By the points of the scale: a scale without grades has no words for them.
const SIZES: Record<number, Record<number, string>> = {
  5: { 1: "slightly", 2: "much" },
  7: { 1: "slightly", 2: "clearly", 3: "much" },
};

type Json = Record<string, unknown>;

/**
 * A canonical answer or a label in words, whatever its type; responses by their keys. `texts` says
 * what the keys of choices mean.
 */
export function answerText(answer: Json, texts: ReadonlyMap<string, string> = new Map()): string {
  const say = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(say).join(", ") || "none";
    if (typeof value === "number") return String(Math.round(value * 100) / 100);
    if (value && typeof value === "object" && "start" in value) return mark(value as Json);
    if (value && typeof value === "object")
      return Object.entries(value)
        .map(([key, inner]) => `${texts.get(key) ?? key}: ${say(inner)}`)
        .join(" · ");
    return texts.get(String(value)) ?? String(value ?? "–");
  };
  const mark = (span: Json) =>
    `${span.start}–${span.end} ${[span.category, span.severity].filter(Boolean).map(say).join(", ")}`;
  if (Array.isArray(answer.order))
    return (answer.order as string[][]).map((tied) => tied.join(" = ")).join(" > ");
  const { of, ...rest } = answer;
  const parts = Object.entries(rest).flatMap(([name, value]) =>
    isEmpty(value)
      ? []
      : [Object.keys(rest).length > 1 ? `${capital(name)}: ${say(value)}` : say(value)],
  );
  return [typeof of === "string" && of, ...parts].filter(Boolean).join(" – ") || "–";
}

function isEmpty(value: unknown): boolean {
  return (
    value !== null &&
    typeof value === "object" &&
    !Array.isArray(value) &&
    Object.keys(value).length === 0
  );
}

/** A canonical comparison in words: "A, clearly better" on seven points, "A" on three. */
export function verdict(answer: { winner?: unknown; strength?: unknown }, points = 3): string {
  const winner = wordFor(WINNERS, String(answer.winner ?? ""));
  const size = typeof answer.strength === "number" ? Math.abs(answer.strength) : 0;
  const word = SIZES[points]?.[size];
  return word && (answer.winner === "a" || answer.winner === "b")
    ? `${winner}, ${word} better`
    : winner;
}
