import { expect, test } from "vitest";
import type { Upload } from "@/api/types";
import { draftOf, requests, strangers } from "./draft";

function upload(id: number, name: string, columns: string[], known: string[] = []): Upload {
  return {
    id,
    name,
    kind_guess: "items",
    mapping_guess: null,
    columns: columns.map((path) => ({ path })),
    known: known.map((format) => ({ format })),
  } as unknown as Upload;
}

test("files sent together are imported one by one in the same way", () => {
  const draft = draftOf(upload(1, "a.csv", ["id"]), [upload(2, "b.csv", ["id"])]);

  const asked = requests({ ...draft, onError: "stop" }, true);

  expect(asked.map((one) => one.upload)).toEqual([1, 2]);
  expect(asked.map(({ upload: _, ...how }) => how)).toEqual(
    Array(2).fill({ ...asked[0], upload: undefined }),
  );
  expect(asked[0]).toMatchObject({ on_error: "stop", dry_run: true, kind: "items" });
});

test("a file that lacks a column of the first, or is of another format, is named", () => {
  const first = upload(1, "a.csv", ["id", "prompt"]);
  const files = [upload(2, "b.csv", ["prompt", "id", "more"]), upload(3, "c.csv", ["id"])];

  expect(strangers(draftOf(first, files))).toEqual(["c.csv has no column prompt."]);
  const known = draftOf(upload(1, "a.jsonl", [], ["hh-rlhf"]), [
    upload(2, "b.jsonl", [], ["hh-rlhf"]),
    upload(3, "c.jsonl", [], ["trl-preference"]),
  ]);
  expect(strangers(known)).toEqual(["c.jsonl is not of that format."]);
});
