import { describe, expect, test } from "vitest";
import { rowsOf } from "./goldFile";
import { read } from "./RulesForm";

describe("a file of known answers", () => {
  test("is read line by line, blank lines left out", () => {
    expect(rowsOf('{"item": "a"}\n\n {"item": "b"} \n')).toEqual([{ item: "a" }, { item: "b" }]);
  });

  test("may be one array", () => {
    expect(rowsOf(' [{"item": "a"}] ')).toEqual([{ item: "a" }]);
  });

  test("is refused whole, by line, when a line is broken", () => {
    expect(() => rowsOf('{"item": "a"}\n{"item"')).toThrow("Line 2 is no JSON; nothing was sent.");
    expect(() => rowsOf("\n")).toThrow("The file is empty.");
    expect(() => rowsOf("[]")).toThrow("empty array");
  });
});

test("rules are written in per cent and kept as shares; an empty limit is none", () => {
  const form = new FormData();
  for (const [name, value] of Object.entries({
    gold_rate: "5",
    pass_mark: "80",
    training_items: "10",
    quota_day: "",
    quota_total: "200",
    hourly_rate: "12.50",
    revise_days: "7",
  }))
    form.set(name, value);

  const rules = read(form);

  expect(rules).toMatchObject({ gold_rate: 0.05, pass_mark: 0.8, repeat_rate: 0, attempts: 1 });
  expect(rules).toMatchObject({ quota_day: null, quota_total: 200, hourly_rate: 12.5 });
});
