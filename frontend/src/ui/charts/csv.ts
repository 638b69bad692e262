/** The numbers behind a chart, as a file that every spreadsheet opens. */

export type Cell = string | number | null;
export type Numbers = {
  name: string;
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
};

/** RFC 4180; a text that a spreadsheet would run as a formula is kept from it by an apostrophe. */
export function toCsv({ columns, rows }: Pick<Numbers, "columns" | "rows">): string {
  return `${[columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
