import { expect, it } from "vitest";
import type { ImportBatch } from "@/api/types";
import { outcome } from "./outcome";

const batch = (given: Partial<ImportBatch>): ImportBatch => ({
  id: 1,
  kind: "items",
  file: "f.jsonl",
  state: "committed",
  rows_read: 13,
  rows_added: 10,
  rows_present: 2,
  rows_differing: 0,
  judgments_added: 0,
  judgments_present: 0,
  left_out: [],
  rows_bad: 1,
  bytes_read: 0,
  size: 0,
  error: "",
  dry_run: false,
  on_error: "skip",
  created_at: "",
  finished_at: null,
  created_by: null,
  ...given,
});

it("says what was added, what was kept, and what was left out", () => {
  expect(outcome(batch({}))).toEqual({
    tone: "warn",
    text: "10 items added, 2 were here already. 1 row had a problem, listed below.",
  });
  expect(outcome(batch({ rows_bad: 0 })).tone).toBe("ok");
});

it("promises nothing after a check, and keeps nothing of a failure", () => {
  expect(outcome(batch({ state: "checked" })).text).toMatch(
    /^Checked, nothing was added: 12 of 13 rows can be used/,
  );
  expect(outcome(batch({ state: "failed", error: "Line 4 is not JSON." })).text).toBe(
    "Nothing was added. Line 4 is not JSON.",
  );
});
