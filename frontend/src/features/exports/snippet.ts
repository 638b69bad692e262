import type { Snapshot } from "@/api/types";

/** Lines of Python that load the export by the name its download has, fit for format and choices. */
export function snippet(snapshot: Snapshot, slug: string): string {
  // A CSV is for people: its formulas are disarmed and its messages are text.
  const data = snapshot.files.filter((file) => !/\.(json|csv)$/.test(file.name));
  const file = data.find((f) => f.name.endsWith(".parquet")) ?? data[0];
  if (!file) return "";
  const reader = file.name.endsWith(".parquet") ? "parquet" : "json";
  const load = [
    "from datasets import load_dataset",
    "",
    `data = load_dataset("${reader}", data_files="${slug}-${snapshot.id}-${file.name}", split="train")`,
    ...(snapshot.params.split ? ["# The other splits lie in files of their own."] : []),
  ];
  return [...load, ...(USES[snapshot.format]?.(snapshot) ?? [])].join("\n");
}

const USES: Record<string, (snapshot: Snapshot) => string[]> = {
  "trl-preference": ({ params }) => [
    "",
    "# The trainer reads these columns; the meta_ columns say who judged each row, and why.",
    `pairs = data.select_columns(["prompt", "chosen", "rejected"${params.margin ? ', "margin"' : ""}])`,
    "",
    ...(params.margin ? REWARD : DPO),
  ],
  "trl-pairs": ({ params }) => [
    "",
    `pairs = data.select_columns(["prompt", "chosen", "rejected"${params.margin ? ', "margin"' : ""}])`,
    "",
    ...(params.margin ? REWARD : DPO),
  ],
  "trl-unpaired": () => [
    "",
    'good_or_bad = data.select_columns(["prompt", "completion", "label"])',
    "",
    ...KTO,
  ],
  judgments: () => [
    "",
    'people = data.filter(lambda row: row["rater_kind"] == "human" and row["meta_counted"])',
    'print(people.to_pandas().groupby("rater").size())',
  ],
};

const DPO = [
  "from trl import DPOConfig, DPOTrainer",
  "",
  'trainer = DPOTrainer(model="Qwen/Qwen2.5-0.5B-Instruct", args=DPOConfig(output_dir="out"), train_dataset=pairs)',
];
const KTO = [
  "from trl import KTOConfig, KTOTrainer",
  "",
  'trainer = KTOTrainer(model="Qwen/Qwen2.5-0.5B-Instruct", args=KTOConfig(output_dir="out"), train_dataset=good_or_bad)',
];
const REWARD = [
  "from trl import RewardConfig, RewardTrainer",
  "",
  'trainer = RewardTrainer(model="Qwen/Qwen2.5-0.5B-Instruct", args=RewardConfig(output_dir="out"), train_dataset=pairs)',
];
