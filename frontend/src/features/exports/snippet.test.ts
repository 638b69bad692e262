import { expect, it } from "vitest";
import type { Snapshot } from "@/api/types";
import { snippet } from "./snippet";

const file = (name: string) => ({ name, bytes: 1, sha256: "", rows: 1, url: "" });
const snapshot = (given: Partial<Snapshot>): Snapshot => ({
  id: 1,
  format: "trl-preference",
  params: {},
  state: "done",
  rows: 1,
  files: [file("data.jsonl"), file("data.parquet"), file("manifest.json")],
  manifest: {},
  sha256: "",
  error: "",
  created_at: "",
  finished_at: null,
  created_by: null,
  job: null,
  ...given,
});

it("loads the best file there is, never the manifest", () => {
  expect(snippet(snapshot({}))).toMatch(/load_dataset\("parquet", data_files="data\.parquet"/);
  const only = snapshot({ files: [file("manifest.json"), file("data.jsonl")] });
  expect(snippet(only)).toMatch(/load_dataset\("json", data_files="data\.jsonl"/);
  expect(snippet(snapshot({ files: [] }))).toBe("");
});

it("names the trainer that fits the choices", () => {
  expect(snippet(snapshot({}))).toMatch(/DPOTrainer/);
  expect(snippet(snapshot({ params: { margin: true } }))).toMatch(
    /"rejected", "margin"[\s\S]*RewardTrainer/,
  );
  expect(snippet(snapshot({ format: "judgments" }))).not.toMatch(/trl/);
});
