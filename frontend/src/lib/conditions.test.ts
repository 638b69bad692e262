import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Answer, Condition } from "@/api/types";
import { holds } from "./conditions";

type Row = Omit<Condition, "question"> & { why: string; answer: Answer | null; holds: boolean };
// The server's own test reads the same table (test_conditions.py).
const table: Row[] = JSON.parse(readFileSync("../tests/contracts/conditions.json", "utf8"));

describe("a condition", () => {
  it.each(table)("holds as the table says: $why", ({ answer, path, op, value, holds: wanted }) => {
    const when: Condition = { question: "q", path, op, value };
    expect(holds(when, answer ? { q: answer } : {})).toBe(wanted);
  });

  it("holds where there is none", () => {
    expect(holds(null, {})).toBe(true);
    expect(holds(undefined, {})).toBe(true);
  });
});
