import type { ReactNode } from "react";
import { SelectField } from "@/ui/Field";
import type { Column } from "./mapping";

/** One of the file's columns, each with the example of its first row. */
export function ColumnSelect(props: {
  label: ReactNode;
  columns: readonly Column[];
  value: string | undefined;
  onChange: (path: string) => void;
  /** What an empty choice means; columns that must be chosen have none. */
  none?: string;
  hint?: ReactNode;
}) {
  const value = props.value ?? "";
  const known = props.columns.some((column) => column.path === value);
  return (
    <SelectField
      label={props.label}
      hint={props.hint}
      value={value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <option value="">{props.none ?? "Choose a column…"}</option>
      {value && !known && <option value={value}>{value}</option>}
      {props.columns.map((column) => (
        <option key={column.path} value={column.path}>
          {column.path} — {short(column.example)}
        </option>
      ))}
    </SelectField>
  );
}

function short(example: unknown): string {
  const text = typeof example === "string" ? example : JSON.stringify(example ?? null);
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 40 ? `${line.slice(0, 39)}…` : line || "(empty)";
}
