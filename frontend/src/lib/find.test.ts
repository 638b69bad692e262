import { describe, expect, it } from "vitest";
import { rangesOfWords } from "./find";

function page(html: string): HTMLElement {
  const root = document.createElement("div");
  const parsed = new DOMParser().parseFromString(html, "text/html");
  root.append(...parsed.body.childNodes);
  document.body.append(root);
  return root;
}

const words = (html: string, wanted: string) =>
  rangesOfWords(page(html), wanted).map((range) => range.toString());

describe("finding", () => {
  it("finds words of any case, also across elements", () => {
    expect(words("The <b>sk</b>y is a Sky.", "sky")).toEqual(["sky", "Sky"]);
  });

  it("finds letters that lose or gain length in lower case", () => {
    expect(words("İstanbul and İzmir", "izmir")).toEqual([]);
    expect(words("İstanbul, then Paris", "paris")).toEqual(["Paris"]);
  });

  it("finds nothing in buttons, and nothing for blanks", () => {
    expect(words("sky <button>sky</button>", "sky")).toEqual(["sky"]);
    expect(words("a  b", "  ")).toEqual([]);
  });
});
