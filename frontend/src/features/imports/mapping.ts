/** Where the parts of an item or a judgment are in a row, and what comes out of one row. Pure. */

export type Column = { path: string; example: unknown; type: string };
export type ResponsePath = { text: string; model?: string };
export type ItemMapping = {
  id?: string;
  prompt: string[];
  responses: ResponsePath[];
  group?: string;
  language?: string;
  context?: Record<string, string>;
  metadata?: Record<string, string>;
  /** How pairs are made of a row with more than two responses. */
  pairs?: "all" | "adjacent" | "first" | "none";
};
export type AnswerPath = {
  question: string;
  path: string;
  rater: string | { path: string };
  rationale?: string;
  confidence?: string;
  seconds?: string;
};
export type JudgmentMapping = {
  item: string;
  kind: "human" | "judge";
  answers: AnswerPath[];
  values: Record<string, string>;
};
export type Row = Record<string, unknown>;

/** What a value in a file can mean, as the server names it. */
export const MEANINGS: readonly (readonly [string, string])[] = [
  ["a", "A is better"],
  ["b", "B is better"],
  ["tie", "Tie"],
  ["both_bad", "Both bad"],
  ["skip", "No verdict: leave it out"],
  ["-3", "A by 3 grades"],
  ["-2", "A by 2 grades"],
  ["-1", "A by 1 grade"],
  ["0", "Tie, as a grade"],
  ["1", "B by 1 grade"],
  ["2", "B by 2 grades"],
  ["3", "B by 3 grades"],
];

const STEP = /\.?([^.[\]"]+)|\[(-?\d+)\]|\["((?:[^"\\]|\\["\\])*)"\]/y;

/** The value at `a.b[0]["odd.key"]`, as the server reads it; undefined where the path leads nowhere. */
export function at(row: unknown, path: string): unknown {
  let here = row;
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const step = STEP.exec(path);
    if (!step || here === null || typeof here !== "object") return undefined;
    const [, name, index, quoted] = step;
    if (index === undefined)
      here = (here as Row)[name ?? quoted?.replace(/\\(["\\])/g, "$1") ?? ""];
    else here = Array.isArray(here) ? here.at(Number(index)) : undefined;
  }
  return here;
}

export function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export type Message = { role: string; content: string };
export type MappedItem = {
  id: string;
  prompt: Message[];
  responses: MappedResponse[];
  missing: string[];
};
type MappedResponse = { text: string; model: string };

/** The item one row becomes, and the paths that found nothing in it. */
export function mapItem(row: Row, mapping: ItemMapping): MappedItem {
  const missing: string[] = [];
  const read = (path: string | undefined, needed: boolean) => {
    const value = path ? at(row, path) : undefined;
    if (path && needed && value === undefined) missing.push(path);
    return value;
  };
  const parts = mapping.prompt.map((path) => read(path, true));
  const turns = parts.length === 1 ? asMessages(parts[0]) : null;
  const joined = parts.map(asText).filter(Boolean).join("\n\n");
  return {
    id: asText(read(mapping.id, true)),
    prompt: turns ?? [{ role: "user", content: joined }],
    responses: mapping.responses.flatMap((response) => {
      const value = read(response.text, true);
      const model = asText(read(response.model, true));
      // One column may hold all the responses of a row.
      if (Array.isArray(value) && !asMessages(value))
        return value.map((one) => oneResponse(one, model));
      return [oneResponse(value, model)];
    }),
    missing,
  };
}

function oneResponse(value: unknown, model: string): MappedResponse {
  const key = ["text", "content", "response", "completion"].find((k) => at(value, k) !== undefined);
  if (!key || Array.isArray(value)) return { text: responseText(value), model };
  return { text: asText(at(value, key)), model: asText(at(value, "model")) || model };
}

function asMessages(value: unknown): Message[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const turns = value.map((turn) => ({
    role: asText(at(turn, "role")),
    content: asText(at(turn, "content")),
  }));
  return turns.every((turn) => turn.role) ? turns : null;
}

/** A response may be text, or a conversation whose last turn is the answer. */
function responseText(value: unknown): string {
  return asMessages(value)?.at(-1)?.content ?? asText(value);
}

/** How many items a row with so many responses becomes. */
export function itemsOf(responses: number, pairs: ItemMapping["pairs"] = "all"): number {
  if (responses <= 2 || pairs === "none") return 1;
  return pairs === "all" ? (responses * (responses - 1)) / 2 : responses - 1;
}

/** What keeps the mapping from being used; empty when nothing does. */
export function itemProblems(mapping: ItemMapping, first: Row | undefined): string[] {
  const problems: string[] = [];
  if (!mapping.prompt.some(Boolean)) problems.push("Choose the column of the prompt.");
  const chosen = { ...mapping, responses: mapping.responses.filter((r) => r.text) };
  const found = first ? mapItem(first, chosen).responses.length : chosen.responses.length;
  if (mapping.pairs === "none") {
    if (found < 1 || found > 9)
      problems.push(
        "Choose the columns of one to nine responses, or one that holds a list of them.",
      );
    return problems;
  }
  if (found < 2)
    problems.push(
      "Choose the columns of at least two responses, or one that holds a list of them.",
    );
  if (found > 2 && !mapping.id)
    problems.push("Choose the column that names the row: it makes more than one item.");
  return problems;
}

export function judgmentProblems(mapping: JudgmentMapping): string[] {
  const problems: string[] = [];
  if (!mapping.item) problems.push("Choose the column that names the item.");
  if (mapping.answers.filter((a) => a.path).length === 0)
    problems.push("Choose the column of at least one answer.");
  if (mapping.answers.some((a) => (typeof a.rater === "string" ? !a.rater : !a.rater.path)))
    problems.push("Say who gave each answer: a name, or the column that holds it.");
  if (Object.values(mapping.values).every((v) => !v))
    problems.push("Say what the values of the answers mean.");
  return problems;
}

/** The values met in the answer columns of the preview, each with what the mapping makes of it. */
export function valuesMet(rows: readonly Row[], mapping: JudgmentMapping): string[] {
  const met = new Set(Object.keys(mapping.values));
  for (const row of rows)
    for (const { path } of mapping.answers) {
      const value = path ? at(row, path) : undefined;
      if (value !== undefined && value !== null) met.add(asText(value));
    }
  return [...met].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** The mapping as it is sent: empty choices left out. */
export function cleaned<M extends ItemMapping | JudgmentMapping>(mapping: M): M {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip).filter((v) => v !== "" && !isEmpty(v));
    if (value !== null && typeof value === "object")
      return Object.fromEntries(
        Object.entries(value)
          .map(([k, v]) => [k, strip(v)] as const)
          .filter(([, v]) => v !== "" && v !== undefined),
      );
    return value;
  };
  return strip(mapping) as M;
}

function isEmpty(value: unknown): boolean {
  return value !== null && typeof value === "object" && Object.keys(value).length === 0;
}
