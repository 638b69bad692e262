import type { ChangedItem } from "@/api/types";

type Value = { winner?: string | null } | undefined;

/** Each label that is not what it was: "overall: a → tie". */
export function labelsChanged(item: ChangedItem): string[] {
  const keys = [...new Set([...Object.keys(item.before), ...Object.keys(item.after)])];
  return keys
    .filter((key) => JSON.stringify(item.before[key]) !== JSON.stringify(item.after[key]))
    .map((key) => `${key}: ${shown(item.before[key])} → ${shown(item.after[key])}`);
}

function shown(value: unknown): string {
  if (value === undefined) return "none";
  const winner = (value as Value)?.winner;
  return winner ?? JSON.stringify(value);
}
