import type { Role } from "@/api/types";
import { t } from "./i18n";

/** A role in the reader's language. */
export function roleWord(role: Role): string {
  return {
    annotator: t("annotator"),
    reviewer: t("reviewer"),
    researcher: t("researcher"),
    admin: t("admin"),
  }[role];
}
