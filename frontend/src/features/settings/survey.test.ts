import { expect, it } from "vitest";
import { keyed } from "./survey";

it("makes keys of titles in any script", () => {
  expect(keyed("Where did you grow up?")).toBe("where_did_you_grow_up");
  expect(keyed("Où ?")).toBe("ou");
  expect(keyed("你在哪里长大？")).toBe("你在哪里长大");
  expect(keyed("?!")).toBe("other");
});

it("keeps a key that is not its title's, and lets the others follow while one writes", () => {
  const kept = { key: "home", title: "Where?", help: "", choices: [] };
  expect(keyed("Where exactly?", kept)).toBe("home");
  expect(keyed("Where from?", { ...kept, key: "where" })).toBe("where_from");
});
