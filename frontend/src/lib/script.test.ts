import { expect, it } from "vitest";
import { directionOf, scriptOf } from "./script";

it("knows which writing dominates", () => {
  expect(scriptOf("A plain sentence.")).toBe("latin");
  expect(scriptOf("请用三句话解释为什么天空是蓝色的。Rayleigh")).toBe("cjk");
  expect(scriptOf("اشرح لماذا السماء زرقاء")).toBe("arabic");
  expect(scriptOf("123 + 456")).toBe("latin");
});

it("knows from its first letter which way a text runs", () => {
  expect(directionOf("1. (a) مرحبا")).toBe("ltr");
  expect(directionOf("1. **مرحبا** hello")).toBe("rtl");
  expect(directionOf("שלום")).toBe("rtl");
  expect(directionOf("123 😀")).toBe("ltr");
});
