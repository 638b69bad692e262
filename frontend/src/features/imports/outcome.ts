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
        text: `${plural(batch.rows_added, what)} added, ${count(batch.rows_present)} were here already.${judgments(batch)}${bad}`,
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

function judgments(batch: ImportBatch): string {
  if (batch.judgments_added + batch.judgments_present === 0) return "";
  return ` With them ${plural(batch.judgments_added, "judgment")} added, ${count(batch.judgments_present)} were here already.`;
}

const LEFT_OUT: Record<string, string> = {
  not_asked: "Answers to a question the project does not ask",
  not_fitting: "Answers that do not fit the project’s question",
  same_again: "Said twice in the same words",
  judged_twice: "Second verdicts of one rater on one item",
  item_differs: "Judgments of items that are here with other content",
  without_partner: "Rows without the partner they are compared with",
};

/** Why a part of a file in a known format was not imported, in words. */
export function leftOut(reason: string): string {
  const [name = "", question] = reason.split(":");
  const words = LEFT_OUT[name] ?? name;
  return question ? `${words}: ${question}` : words;
}
