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
  card: [],
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
  expect(snippet(snapshot({}), "sums")).toMatch(
    /load_dataset\("parquet", data_files="sums-1-data\.parquet"/,
  );
  const only = snapshot({ files: [file("manifest.json"), file("data.jsonl")] });
  expect(snippet(only, "sums")).toMatch(/load_dataset\("json", data_files="sums-1-data\.jsonl"/);
  expect(snippet(snapshot({ files: [file("data.csv")] }), "sums")).toBe("");
  expect(snippet(snapshot({ files: [] }), "sums")).toBe("");
});

it("names the trainer that fits the choices", () => {
  expect(snippet(snapshot({}), "sums")).toMatch(/DPOTrainer/);
  expect(snippet(snapshot({ params: { margin: true } }), "sums")).toMatch(
    /"rejected", "margin"[\s\S]*RewardTrainer/,
  );
  expect(snippet(snapshot({ format: "trl-unpaired" }), "sums")).toMatch(/KTOTrainer/);
  expect(snippet(snapshot({ format: "judgments" }), "sums")).not.toMatch(/trl/);
  expect(snippet(snapshot({ format: "judgments" }), "sums")).toMatch(/row\["meta_counted"\]/);
});
