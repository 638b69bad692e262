import type { Erasure } from "@/api/typesErasure";
import { count, date, plural } from "@/lib/figures";

/** What is deleted, line by line. */
export function goes(e: Erasure): string[] {
  const lines = [
    `Their membership, what they told about themselves (${plural(e.told, "profile")}, ${plural(e.consents, "consent")}), ${plural(e.notes, "note or flag", "notes and flags")}, ${plural(e.trainings, "training result")}.`,
  ];
  if (e.account === "goes")
    lines.push("Their account: name, address, password, settings and sessions.");
  if (e.judgments_kept && e.judgments > 0)
    lines.push(
      "What joins them with their judgments: nobody can find out any more whose they were.",
    );
  else if (e.judgments > 0)
    lines.push(
      `${plural(e.judgments, "judgment")} on ${plural(e.items, "item")}. ${plural(e.labels, "label")} made anew of what is left, ${count(e.labels_changed)} with another answer; ${plural(e.items_back, "item needs", "items need")} people again.`,
    );
  return lines;
}

/** What is left, with the reason. */
export function stays(e: Erasure): string[] {
  const lines = [];
  if (e.judgments_kept && e.judgments > 0)
    lines.push(
      `${plural(e.judgments, "judgment")} on ${plural(e.items, "item")}, with their times, under a new random pseudonym; labels do not change.`,
    );
  if (e.account !== "goes") lines.push(e.account_because);
  if (e.acts > 0)
    lines.push(
      `${plural(e.acts, "entry", "entries")} of the log of acts, with the account’s number and addresses: it is append-only, so that nobody can rewrite who did what.`,
    );
  for (const s of e.snapshots)
    lines.push(`Export ${s.id} (${s.format}, ${date(s.finished_at)}): ${plural(s.rows, "row")}.`);
  if (e.snapshots_because) lines.push(e.snapshots_because);
  if (e.uploads.length > 0) lines.push(`${e.uploads.join(", ")}. ${e.uploads_because}`);
  lines.push("Backups made before, until they are replaced.");
  return lines;
}
