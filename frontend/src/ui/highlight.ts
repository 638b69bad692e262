import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { safeMarkup } from "./markdown";

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

const MOST = 30_000;

/** Colours code whose fence names its language; anything else stays plain. */
export function renderCode(root: ParentNode): void {
  for (const node of root.querySelectorAll<HTMLElement>("pre > code[class^=language-]")) {
    const name = node.className.replace("language-", "");
    const code = node.textContent ?? "";
    if (!hljs.getLanguage(name) || code.length > MOST) continue;
    const { value } = hljs.highlight(code, { language: name, ignoreIllegals: true });
    node.replaceChildren(safeMarkup(value, { math: false }));
  }
}
