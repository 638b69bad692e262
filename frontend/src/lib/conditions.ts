import type { Answers, Condition } from "@/api/types";

/**
 * Whether a question with this condition is asked. The rules are the server's (conditions.py); both
 * are tested with one table, tests/contracts/conditions.json.
 */
export function holds(when: Condition | null | undefined, answers: Answers): boolean {
  if (!when) return true;
  const found = values(answers[when.question], when.path.split("."));
  return found.some((value) => fits(value, when));
}

/** Everything that stands at the end of a path; nothing where it leads nowhere. */
function values(value: unknown, [step, ...rest]: string[]): unknown[] {
  if (step === undefined) return value === null || value === undefined ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  const every = step === "*" ? Object.values(value) : named(value, step);
  return every.flatMap((one) => values(one, rest));
}

function named(value: object, name: string): unknown[] {
  return !Array.isArray(value) && Object.hasOwn(value, name)
    ? [(value as Record<string, unknown>)[name]]
    : [];
}

function fits(found: unknown, { op, value }: Condition): boolean {
  switch (op) {
    case "is":
      return found === value;
    case "is_not":
      return found !== value;
    case "one_of":
      return (value as unknown[]).includes(found);
    case "contains":
      return Array.isArray(found) && found.includes(value);
    case "at_least":
      return typeof found === "number" && found >= (value as number);
    case "at_most":
      return typeof found === "number" && found <= (value as number);
  }
}
