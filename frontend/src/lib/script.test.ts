import { expect, it } from "vitest";
import { scriptOf } from "./script";

it("knows which writing dominates", () => {
  expect(scriptOf("A plain sentence.")).toBe("latin");
  expect(scriptOf("请用三句话解释为什么天空是蓝色的。Rayleigh")).toBe("cjk");
  expect(scriptOf("اشرح لماذا السماء زرقاء")).toBe("arabic");
  expect(scriptOf("123 + 456")).toBe("latin");
});
