import type { ExportParam, Format } from "@/api/types";

/** Formats by what they are for, in the order of the select. */
export function groupsOf(formats: readonly Format[]): [string, Format[]][] {
  const groups: [string, Format[]][] = [
    ["For trainers", []],
    ["As known datasets have it", []],
    ["Shapes of their own", []],
  ];
  for (const format of formats) {
    const place = isForTrainers(format.key) ? 0 : OWN.has(format.key) ? 2 : 1;
    groups[place]?.[1].push(format);
  }
  return groups.filter(([, held]) => held.length > 0);
}

const isForTrainers = (key: string) =>
  key.startsWith("trl-") || ["step-pairs", "openai-preference"].includes(key);
const OWN = new Set([
  "judgments",
  "listwise",
  "joint",
  "spans",
  "critique",
  "multi-objective",
  "reward-conditioned",
  "soft",
  "neutral",
  "label-counts",
]);

const WHOSE = new Set([
  "judgments_from",
  "judge_labels",
  "aggregation",
  "min_agreement",
  "min_judgments",
  "without_raters",
  "about_raters",
  "contested",
  "consistent_from",
  "orders",
  "where",
  "also",
]);
const SPLITS = new Set(["split", "split_seed", "near_duplicates", "against", "against_words"]);
const DATASET = new Set(["beside", "licence", "contact"]);

/** The choices of a format in parts: the rows, whose judgments, the splits, the dataset around them. */
export function partsOf(params: readonly ExportParam[]) {
  return {
    rows: params.filter(({ key }) => ![WHOSE, SPLITS, DATASET].some((part) => part.has(key))),
    whose: params.filter((param) => WHOSE.has(param.key)),
    splits: params.filter((param) => SPLITS.has(param.key)),
    dataset: params.filter((param) => DATASET.has(param.key)),
  };
}
