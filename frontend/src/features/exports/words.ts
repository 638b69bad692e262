import { capital } from "@/lib/words";

/** Why a record is left out, in words; the keys are what the manifest counts by. */
const REASONS: Record<string, string> = {
  discarded: "The item was discarded",
  not_labelled: "Not labelled yet",
  open: "The votes give no label",
  tie: "The label is a tie: nothing to choose",
  both_bad: "Both responses are bad",
  label_by_judge: "Labelled by a judge",
  label_by_people: "Labelled by people",
  judge_not_trusted: "Labelled by a judge nobody has marked as trusted",
  low_agreement: "Too little agreement",
  superseded: "Corrected by a later judgment",
  by_judge: "Given by a judge",
  by_people: "Given by people",
  no_strength: "The label has no grade to make a margin of",
  prompt_does_not_end_with_user: "The prompt does not end with the user’s turn",
  several_turns_do_not_fit_text: "Several turns do not fit into one text",
};

export function reason(key: string): string {
  return REASONS[key] ?? capital(key.replaceAll("_", " "));
}

const CHOICES: Record<string, Record<string, string>> = {
  judgments_from: { all: "People and judges", human: "People only", judge: "Judges only" },
  judge_labels: { trusted: "Of trusted judges", all: "Of every judge", none: "None" },
  style: { conversational: "Messages", text: "Plain text" },
  margin: { false: "No", true: "Yes" },
  file_types: { jsonl: "JSONL", parquet: "Parquet", csv: "CSV, for people" },
};

export function choice(param: string, value: string | number | boolean): string {
  return CHOICES[param]?.[String(value)] ?? String(value);
}
