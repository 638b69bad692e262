import { expect, it } from "vitest";
import type { ChangedItem } from "@/api/types";
import { labelsChanged } from "./changed";

it("says each label that is not what it was, and no other", () => {
  const item = {
    item_id: 1,
    external_id: "x",
    kind: "relabelled",
    before: { overall: { winner: "a" }, helpful: { winner: "b" }, rank: { order: ["a"] } },
    after: { overall: { winner: "tie" }, helpful: { winner: "b" } },
  } as ChangedItem;
  expect(labelsChanged(item)).toEqual(["overall: a → tie", 'rank: {"order":["a"]} → none']);
});
