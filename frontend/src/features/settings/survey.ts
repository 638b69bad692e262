import type { SurveyField } from "@/api/typesGroups";

/** A key from words; that of a question that is kept already stays, since answers point to it. */
export function keyed(title: string, kept?: SurveyField): string {
  if (kept?.key && kept.key !== keyed(kept.title)) return kept.key;
  const key = title
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "");
  return key.slice(0, 40) || "other";
}
