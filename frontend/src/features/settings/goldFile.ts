/** The server takes so many rows at once. */
export const PIECE = 1000;

/** The rows of a file: JSON Lines, or one JSON array. */
export function rowsOf(text: string): unknown[] {
  const trimmed = text.trim();
  if (trimmed === "") throw new Error("The file is empty.");
  if (trimmed.startsWith("[")) {
    const rows = parse(trimmed, "The file is no JSON");
    if (Array.isArray(rows) && rows.length > 0) return rows;
    throw new Error("The file holds an empty array.");
  }
  return trimmed
    .split("\n")
    .map((line, n) => [line.trim(), n + 1] as const)
    .filter(([line]) => line !== "")
    .map(([line, n]) => parse(line, `Line ${n} is no JSON`));
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${what}; nothing was sent. Correct the file and take it again.`);
  }
}
