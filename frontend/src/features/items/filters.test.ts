import { expect, it } from "vitest";
import { changed, fromSearch, inWords } from "./filters";

it("reads the filters from the address and nothing else", () => {
  const query = fromSearch(new URLSearchParams("state=resolved&q=math&evil=1&winner="));
  expect(query).toEqual({ state: "resolved", q: "math" });
  expect(inWords(query)).toBe("labelled, with an id that begins with “math”");
});

it("goes back to the first page when a filter changes", () => {
  const search = new URLSearchParams("state=resolved&cursor=abc");
  expect(changed(search, "winner", "tie").toString()).toBe("state=resolved&winner=tie");
  expect(changed(search, "state", "").toString()).toBe("");
  expect(changed(search, "cursor", "def").toString()).toBe("state=resolved&cursor=def");
});
