import { afterEach, describe, expect, it } from "vitest";
import { known, number, plural, speak, t } from "./i18n";

afterEach(() => speak("en"));

describe("texts of the interface", () => {
  it("are their own English", () => {
    expect(t("Send")).toBe("Send");
    expect(plural(1, "{n} item", "{n} items")).toBe("1 item");
    expect(plural(1200, "{n} item", "{n} items")).toBe("1,200 items");
  });

  it("come from the catalogue of the language that is spoken", async () => {
    await speak("es");

    expect(t("Send")).toBe("Enviar");
    expect(t("Response {a}", { a: "B" })).toBe("Respuesta B");
    expect(t("Not in any catalogue")).toBe("Not in any catalogue");
  });

  it("count as the language counts, in digits as on the keys", async () => {
    await speak("ar");

    expect(plural(2, "{n} item", "{n} items")).toContain("عنصران");
    expect(plural(3, "{n} item", "{n} items")).toBe("3 عناصر");
    expect(number(1234)).toMatch(/^1.?234$/);
    expect(document.documentElement.dir).toBe("rtl");
  });

  it("leave a value alone that was not given", () => {
    expect(t("Response {a}")).toBe("Response {a}");
  });
});

describe("the language", () => {
  it("is the first wanted one that there is", () => {
    expect(known([null, "pt-BR", "zh-Hans-CN", "es"])).toBe("zh");
    expect(known(["fr", "constructor"])).toBe("en");
  });
});
