import { capital } from "@/lib/words";

/** Why a record is left out, in words; the keys are what the manifest counts by. */
const REASONS: Record<string, string> = {
  discarded: "The item was discarded",
  reference: "Its answer is known: it checks or trains people",
  gold: "Given on a known item, to check the person",
  training: "Given in training",
  repeat: "Given again, to see whether the person says the same",
  not_labelled: "Not labelled yet",
  open: "The votes give no label",
  tie: "The label is a tie: nothing to choose",
  both_bad: "Both responses are bad",
  label_by_judge: "Labelled by a judge",
  label_by_people: "Labelled by people",
  judge_not_trusted: "Labelled by a judge nobody has marked as trusted",
  low_agreement: "Too little agreement",
  too_few_judgments: "Rests on too few judgments",
  outside_the_selection: "Outside the selection of items",
  rater_left_out: "Given by a rater who was left out",
  changed_with_order: "The judge said something else in the other order",
  settle: "Given by who settled the item",
  superseded: "Corrected by a later judgment",
  by_judge: "Given by a judge",
  by_people: "Given by people",
  no_strength: "The label has no grade to make a margin of",
  prompt_does_not_end_with_user: "The prompt does not end with the user’s turn",
  several_turns_do_not_fit_text: "Several turns do not fit into one text",
  several_turns: "The format holds one turn only",
  not_a_pair: "Not two responses",
  not_judged: "Nobody has judged it",
  not_rated: "Not rated",
  same_text: "Both responses are the same text",
  surplus: "Came when the item was full",
  all_or_none_picked: "All or none picked",
  prompt_in_given_texts: "The prompt is in the texts to keep apart from",
  response_in_given_texts: "A response is in the texts to keep apart from",
};

export function reason(key: string): string {
  return REASONS[key] ?? capital(key.replaceAll("_", " "));
}

/** A part of an item or a judgment that a format does not carry, in words. */
export function part(key: string): string {
  return PARTS[key] ?? capital(key.replaceAll("_", " "));
}

const PARTS: Record<string, string> = {
  models: "The names of the models",
  context: "The context shown beside the prompt",
  tool_calls: "Names and tool calls of messages",
  raters: "Each rater’s own verdict",
  answers_of_too_few_raters: "What raters told about themselves, where too few told the same",
  rater_kind: "Which raters are judges",
  strength: "How much better",
  aspects: "Comparisons other than the chosen one",
  confidence: "The raters’ confidence",
  seconds: "The time taken",
  text: "Texts written by raters",
  spans: "Marked spans",
  missing: "What was said to be missing",
  of_each: "Choices and texts about each response",
  pairs: "Comparisons of other responses than the first two",
};

const CHOICES: Record<string, Record<string, string>> = {
  aggregation: {
    in_force: "As they are in the project",
    majority: "Anew, by majority",
    weighted_majority: "Anew, by weighted majority",
    dawid_skene: "Anew, by Dawid and Skene",
    one_coin: "Anew, by one accuracy a rater",
    mace: "Anew, by MACE",
    glad: "Anew, by GLAD",
  },
  orders: { all: "Every verdict", consistent: "Only those that held in both orders" },
  also: {
    surplus: "Came when the item was full",
    superseded: "Corrected later",
    gold: "On known items",
    training: "In training",
    repeat: "Given again, sides swapped",
    settle: "By who settled the item",
    discarded: "On discarded items",
  },
  judgments_from: { all: "People and judges", human: "People only", judge: "Judges only" },
  judge_labels: { trusted: "Of trusted judges", all: "Of every judge", none: "None" },
  style: { conversational: "Messages", text: "Plain text" },
  margin: { false: "No", true: "Yes" },
  file_types: {
    jsonl: "JSONL",
    parquet: "Parquet",
    arrow: "Arrow",
    csv: "CSV, for people",
    json: "JSON",
  },
  provenance: { full: "All of it", identity: "Which item", none: "None" },
  ties: {
    drop: "Leave out",
    neutral: "Keep as neutral pairs, in a config of their own",
    both: "In both directions",
  },
  judgments: { each: "One by one" },
  pairs_from: {
    labels: "Labels in force",
    judgments: "Every comparison by itself",
    ratings: "Mean ratings",
    rankings: "Every ranking",
    picks: "Picked over not picked",
    rewrites: "A rewrite over what it rewrote",
  },
  label_from: { thumbs: "Thumbs", ratings: "Ratings and a threshold", labels: "Labels in force" },
  expand: { all: "Every pair", neighbours: "Each with the next", best_worst: "Best and worst" },
  verdicts: { label: "The label", each: "Every judgment by itself" },
};

export function choice(param: string, value: string | number | boolean): string {
  return CHOICES[param]?.[String(value)] ?? String(value);
}
