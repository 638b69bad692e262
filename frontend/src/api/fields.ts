import { ApiError } from "./client";

/** What the server says about one field of a form; its inner fields ("spec.name") included. */
export function fieldError(error: Error | null, name: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const found = Object.entries(error.fields).filter(
    ([field]) => field === name || field.startsWith(`${name}.`),
  );
  return found.flatMap(([, reasons]) => reasons).join(" ") || undefined;
}
