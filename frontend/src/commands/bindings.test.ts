import { describe, expect, it } from "vitest";
import { isModifier, objection } from "./bindings";
import type { Command } from "./commands";

const command = (id: string, keys: string[], more: Partial<Command<null>> = {}): Command<null> => ({
  id,
  label: id,
  keys,
  group: "Answer",
  enabled: () => true,
  run: () => {},
  ...more,
});
const skip = command("skip", ["s"]);
const save = command("save", ["Mod+s"], { whileTyping: true });
const tie = command("choose-tie-0", ["0", "e"]);
const all = [skip, save, tie, command("flag", ["f"])];

describe("a key of one's own", () => {
  it("may be any that is free", () => {
    expect(objection(all, skip, "j")).toBe("");
    expect(objection(all, skip, "s")).toBe("");
    expect(objection(all, save, "Mod+j")).toBe("");
  });

  it("is refused where another command has it, with its name", () => {
    expect(objection(all, skip, "f")).toBe("F is the key of “flag”.");
  });

  it("is refused where questions of other projects need it", () => {
    expect(objection(all, skip, "7")).toMatch(/kept for answers/);
    expect(objection(all, tie, "7")).toBe("");
  });

  it("is refused where the browser or a text box would take it first", () => {
    expect(objection(all, skip, "Tab")).toMatch(/browser/);
    expect(objection(all, save, "j")).toMatch(/Ctrl/);
  });

  it("is not a modifier alone", () => {
    expect(["Shift", "Mod+Control", "Alt+Alt"].every(isModifier)).toBe(true);
    expect(isModifier("s")).toBe(false);
  });
});
