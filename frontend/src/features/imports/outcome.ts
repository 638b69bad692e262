import type { ImportBatch } from "@/api/types";
import { count, plural } from "@/lib/figures";

type Outcome = { tone: "ok" | "warn" | "danger" | "info"; text: string };

/** What came of an import: what was added, what was kept, what to do. */
export function outcome(batch: ImportBatch): Outcome {
  const what = batch.kind === "items" ? "item" : "judgment";
  const bad =
    batch.rows_bad > 0 ? ` ${plural(batch.rows_bad, "row")} had a problem, listed below.` : "";
  switch (batch.state) {
    case "committed":
      return {
        tone: batch.rows_bad > 0 ? "warn" : "ok",
        text: `${plural(batch.rows_added, what)} added, ${count(batch.rows_present)} were here already.${bad}`,
      };
    case "checked":
      return {
        tone: batch.rows_bad > 0 ? "warn" : "ok",
        text: `Checked, nothing was added: ${count(batch.rows_read - batch.rows_bad)} of ${plural(batch.rows_read, "row")} can be used.${bad}`,
      };
    case "failed":
      return {
        tone: "danger",
        text: `Nothing was added. ${batch.error || "No reason was recorded."}`,
      };
    case "cancelled":
      return { tone: "info", text: "Cancelled; nothing was added." };
    default:
      return { tone: "info", text: "Under way." };
  }
}
