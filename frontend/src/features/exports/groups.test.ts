import { describe, expect, it } from "vitest";
import type { ExportParam, Format } from "@/api/types";
import { groupsOf, partsOf } from "./groups";

const format = (key: string) => ({ key }) as Format;
const param = (key: string) => ({ key }) as ExportParam;

describe("the formats of an export", () => {
  it("stand under what they are for, and each once", () => {
    const groups = groupsOf(["trl-pairs", "judgments", "hh-rlhf"].map(format));
    expect(groups.map(([name, held]) => [name, held.map((f) => f.key)])).toEqual([
      ["For trainers", ["trl-pairs"]],
      ["As known datasets have it", ["hh-rlhf"]],
      ["Shapes of their own", ["judgments"]],
    ]);
  });

  it("have every choice in one part", () => {
    const keys = [
      "style",
      "where",
      "split",
      "against",
      "beside",
      "licence",
      "file_types",
      "a_new_one",
    ];
    const parts = partsOf(keys.map(param));
    expect(parts.rows.map((p) => p.key)).toEqual(["style", "file_types", "a_new_one"]);
    expect(Object.values(parts).flat()).toHaveLength(keys.length);
  });
});
