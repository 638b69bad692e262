import { expect, it } from "vitest";
import type { Erasure } from "@/api/typesErasure";
import { goes, stays } from "./erasure";

const effects: Erasure = {
  done: false,
  person: "Ann",
  judgments: 7,
  imported: 0,
  judgments_kept: false,
  items: 6,
  labels: 5,
  labels_changed: 2,
  items_back: 1,
  told: 1,
  consents: 2,
  notes: 1,
  trainings: 0,
  account: "goes",
  account_because: "This was their last project.",
  acts: 3,
  snapshots: [{ id: 4, format: "judgments", finished_at: "2026-01-02T00:00:00Z", rows: 7 }],
  snapshots_because: "Frozen.",
  uploads: [],
  uploads_because: "",
};

it("says what goes with judgments that are deleted", () => {
  expect(goes(effects).at(-1)).toBe(
    "7 judgments on 6 items. 5 labels made anew of what is left, 2 with another answer; 1 item needs people again.",
  );
  expect(goes({ ...effects, judgments_kept: true }).at(-1)).toContain("nobody can find out");
});

it("says what stays and why", () => {
  const lines = stays({ ...effects, account: "stays", account_because: "They are staff." });
  expect(lines[0]).toBe("They are staff.");
  expect(lines.join(" ")).toContain("3 entries of the log of acts");
  expect(lines.join(" ")).toContain("Export 4 (judgments");
});
