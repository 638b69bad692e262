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

/** The value at `a.b[0].c`; undefined where the path leads nowhere. */
export function at(row: unknown, path: string): unknown {
  if (row !== null && typeof row === "object" && path in row) return (row as Row)[path];
  let here = row;
  for (const step of path.split(/\.|\[|\]/).filter(Boolean)) {
    if (here === null || typeof here !== "object") return undefined;
    here = (here as Row)[step];
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
  responses: { text: string; model: string }[];
  missing: string[];
};

/** The item one row becomes, and the paths that found nothing in it. */
export function mapItem(row: Row, mapping: ItemMapping): MappedItem {
  const missing: string[] = [];
  const read = (path: string | undefined, needed: boolean) => {
    const value = path ? at(row, path) : undefined;
    if (path && needed && (value === undefined || value === null)) missing.push(path);
    return value;
  };
  const parts = mapping.prompt.map((path) => read(path, true));
  const turns = parts.length === 1 ? asMessages(parts[0]) : null;
  const joined = parts.map(asText).filter(Boolean).join("\n\n");
  return {
    id: asText(read(mapping.id, true)),
    prompt: turns ?? [{ role: "user", content: joined }],
    responses: mapping.responses.map((r) => ({
      text: responseText(read(r.text, true)),
      model: asText(read(r.model, false)),
    })),
    missing,
  };
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

/** What keeps the mapping from being used, by field; empty when nothing does. */
export function itemProblems(mapping: ItemMapping): string[] {
  const problems: string[] = [];
  if (!mapping.id) problems.push("Choose the column that names the item.");
  if (mapping.prompt.filter(Boolean).length === 0)
    problems.push("Choose the column of the prompt.");
  if (mapping.responses.filter((r) => r.text).length < 2)
    problems.push("Choose the columns of at least two responses.");
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
