import { describe, expect, it } from "vitest";
import { markdown } from "@/ui/markdown";
import { align, offsetsOf, rangesOf, stretches, toPoints, toUnits } from "./align";

function rendered(raw: string): HTMLElement {
  const root = document.createElement("div");
  root.append(markdown(raw));
  document.body.append(root);
  return root;
}

/** Painting raw[start:end] and reading the painted back. */
function there(raw: string, words: string) {
  const root = rendered(raw);
  const pieces = align(root, raw);
  const start = raw.indexOf(words);
  const ranges = rangesOf(pieces, start, start + words.length);
  return { painted: ranges.map((r) => r.toString()).join("|"), pieces, ranges, start };
}

describe("a rendered text", () => {
  it.each([
    ["plain words", "plain words here", "words"],
    ["bold", "This is **very** good", "very"],
    ["a heading", "# Why\n\nBecause it is blue", "Because"],
    ["a list", "1. one\n2. two apples", "two apples"],
    ["a table", "|a|b|\n|-|-|\n|red|green|", "green"],
    ["code", "Use `x = 1` now\n\n```py\ny = 2\n```", "y = 2"],
    ["a link", "See [the page](http://x.org/page) for the page", "for the page"],
    ["an emoji before it", "😀😀 smile and *wave*", "wave"],
    ["another script", "天空是**蓝色**的", "蓝色"],
  ])("shows a marked stretch at its place: %s", (_, raw, words) => {
    const { painted, pieces, ranges, start } = there(raw, words);
    expect(painted).toBe(words);
    const [range] = ranges;
    if (!range) throw new Error("nothing painted");
    expect(offsetsOf(pieces, range)).toEqual([start, start + words.length]);
  });

  it("takes every word to a stretch of the raw text that says the same", () => {
    const raw =
      "# Title *one*\n\nA snake\\_case name, `code_here`, **bold *and* more**.\n\n- first\n- second\n\n> quoted\n\n|x|y|\n|-|-|\n|1|2|";
    for (const { node, at } of align(rendered(raw), raw)) {
      const start = at[0] ?? -1;
      const end = (at.at(-1) ?? -1) + 1;
      expect(raw.slice(start, end).replaceAll("\\", "")).toBe(node.data);
    }
  });

  it("has no place for what the renderer wrote", () => {
    const raw = "[x](http://y.org) after";
    const said = align(rendered(raw), raw).map(({ node }) => node.data);
    expect(said.join("")).not.toContain("y.org");
    expect(there(raw, "after").painted).toBe("after");
  });

  it("gives one stretch for a selection over several marks", () => {
    const raw = "one **two** three";
    const root = rendered(raw);
    const range = document.createRange();
    range.selectNodeContents(root);
    expect(offsetsOf(align(root, raw), range)).toEqual([0, raw.length]);
  });
});

it("leaves out what the renderer does not show: marks, and the numbers of a list", () => {
  const text = "**Two** of 3:\n\n1. one\n2. two";
  const words = stretches(text, "word").map(({ start, end }) => text.slice(start, end));
  expect(words).toEqual(["Two", "of", "3", "one", "two"]);
});

describe("offsets", () => {
  it("count characters, not halves of them", () => {
    const text = "a😀b";
    expect([0, 1, 3, 4].map((n) => toPoints(text, n))).toEqual([0, 1, 2, 3]);
    expect([0, 1, 2, 3].map((n) => toUnits(text, n))).toEqual([0, 1, 3, 4]);
  });

  it("find words and sentences without the blanks", () => {
    const text = "One two. Three!";
    const cut = (unit: "word" | "sentence") =>
      stretches(text, unit).map(({ start, end }) => text.slice(start, end));
    expect(cut("sentence")).toEqual(["One two.", "Three!"]);
    expect(cut("word").filter((w) => /\w/.test(w))).toEqual(["One", "two", "Three"]);
  });
});
