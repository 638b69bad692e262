import { reopen } from "@/api/queries/queue";
import type { Assignment } from "@/api/types";
import { t } from "@/lib/i18n";
import type { Say } from "@/ui/Status";

/** Something that was sent, opened again on the server; null, and why is said: it cannot be. */
export async function takeUpAgain(id: number, say: Say): Promise<Assignment | null> {
  try {
    const assignment = await reopen(id);
    say(t("Your last answer is open again. Sending it replaces the earlier one."), "info");
    return assignment;
  } catch (error) {
    const why =
      error instanceof Error ? t(error.message) : t("That answer cannot be opened again.");
    say(why, "warn");
    return null;
  }
}
