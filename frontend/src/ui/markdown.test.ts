// @vitest-environment jsdom
// The sanitiser walks the document in ways happy-dom does not follow: this corpus needs a stricter one.
import { describe, expect, it } from "vitest";
import { renderMath } from "./katex";
import { markdown } from "./markdown";
import { formulaAt } from "./markdownMath";

function shown(text: string): HTMLElement {
  const root = document.createElement("div");
  root.append(markdown(text));
  return root;
}

const attacks = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)">x</a></svg>',
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "<template><img src=x onerror=alert(1)></template>",
  "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
  "<form id=attributes><input name=firstChild></form>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "[x](javascript:alert(1))",
  "[x](java\nscript:alert(1))",
  "[x](data:text/html;base64,PHNjcmlwdD4=)",
  "[x](vbscript:msgbox)",
  "[x](&#106;avascript:alert(1))",
  "[x](//evil.example)",
  "<javascript:alert(1)>",
  "![x](http://127.0.0.1:1/p.png)",
  "![x](data:image/svg+xml;base64,PHN2Zz4=)",
  "![x](http://127.0.0.1:1/p.png 'onerror=alert(1)')",
  "[ref]\n\n[ref]: javascript:alert(1)",
  "```html onload=alert(1)\n<script>alert(1)</script>\n```",
  '```"><img src=x onerror=alert(1)>\nx\n```',
  "<style>@import 'http://127.0.0.1:1/x.css'</style>",
  '<p style="position:fixed;inset:0;z-index:99999">cover</p>',
  "$\\href{javascript:alert(1)}{x}$",
  "$\\htmlData{x=1}{y}$ $\\includegraphics{http://127.0.0.1:1/p.png}$",
  "$\\unknown{<img src=x onerror=alert(1)>}$",
  "$$\\def\\a{\\a\\a}\\a$$",
];

/** What must never come out of a text, whatever went in. */
function expectHarmless(root: HTMLElement) {
  const forbidden =
    "script,img,iframe,object,embed,form,input,button,a,link,meta,base,video,audio,source,template";
  expect(root.querySelector(forbidden)).toBeNull();
  for (const node of root.querySelectorAll("*"))
    for (const { name, value } of node.attributes) {
      expect(name).not.toMatch(/^on|^(href|src|srcset|id|name|srcdoc|xlink:href)$/);
      expect(value).not.toMatch(/^\s*javascript:/i);
    }
}

describe("a text somebody else wrote", () => {
  it.each(attacks)("stays a text: %s", (text) => {
    const root = shown(text);
    expectHarmless(root);
    expect(root.querySelector("[style]")).toBeNull();
    renderMath(root);
    expectHarmless(root);
  });

  it("keeps the words of what it does not render", () => {
    expect(shown("<b>bold</b>").textContent).toContain("<b>bold</b>");
    expect(shown("![a cat](https://example.org/cat.png)").textContent?.trim()).toBe(
      "picture: a cat https://example.org/cat.png",
    );
    expect(shown("[the source](https://example.org/)").textContent?.trim()).toBe(
      "the source (https://example.org/)",
    );
  });

  it("is rendered: headings, lists, tables, code, line breaks", () => {
    const root = shown(
      "# T\n\n- a\n- b\n\n|x|y|\n|-|-:|\n|1|2|\n\n```python\nprint(1)\n```\n\none\ntwo &amp; &eacute;",
    );
    expect(root.querySelectorAll("h1, li, td, br")).toHaveLength(6);
    expect(root.querySelector("code.language-python")?.textContent).toBe("print(1)\n");
    expect(root.querySelector("td[data-align=right]")?.textContent).toBe("2");
    expect(root.textContent).toContain("two & é");
  });

  it("finds its own direction block by block", () => {
    const text = "مرحبا\n\n- مرحبا\n- hello\n\n| لون | b |\n|---|---|\n| ج | d |\n\n> hello";
    const dirs = [...shown(text).querySelectorAll("[dir]")].map(
      (e) => `${e.tagName} ${e.getAttribute("dir")}`,
    );
    expect(dirs.filter((dir) => !dir.startsWith("T"))).toEqual([
      "P auto",
      "UL rtl",
      "BLOCKQUOTE ltr",
      "P auto",
    ]);
    expect(dirs).toContain("TABLE rtl");
    expect(dirs).toContain("TD auto");
  });

  it("is done in no time however deeply it nests", () => {
    for (const text of [
      ">".repeat(20_000),
      "[".repeat(20_000),
      "*".repeat(40_000),
      "- ".repeat(5000),
    ])
      expectHarmless(shown(text));
  });
});

describe("formulas", () => {
  it("are found between dollars and brackets, not between prices", () => {
    expect(formulaAt("$x^2$ is", 0)).toMatchObject({ tex: "x^2", display: false });
    expect(formulaAt("$$x$$", 0)).toMatchObject({ tex: "x", display: true });
    expect(formulaAt("\\(a\\)", 0)).toMatchObject({ tex: "a", display: false });
    expect(formulaAt("$5 and $6", 0)).toBeNull();
    expect(shown("It costs $5, or $6 with a bag.").querySelector(".md-math")).toBeNull();
  });

  it("that are wrong stay as their text, with nothing run", () => {
    const root = shown("$\\frac{<img src=x onerror=alert(1)>$");
    renderMath(root);
    expect(root.querySelector(".md-wrong")?.textContent).toBe(
      "\\frac{<img src=x onerror=alert(1)>",
    );
    expectHarmless(root);
  });

  it("that are right become mathematics", () => {
    const root = shown("$\\frac{1}{2}$");
    renderMath(root);
    expect(root.querySelector(".katex")).not.toBeNull();
  });
});
