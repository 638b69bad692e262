import katex from "katex";
import "katex/dist/katex.min.css";
import { safeMarkup } from "./markdown";

/** Renders the formulas marked in a node; one that is wrong stays as its text, marked as wrong. */
export function renderMath(root: ParentNode): void {
  for (const node of root.querySelectorAll<HTMLElement>(".md-math[data-tex]")) {
    const tex = node.dataset.tex ?? "";
    try {
      const html = katex.renderToString(tex, {
        displayMode: node.dataset.display === "true",
        // Errors are ours to show, as text: KaTeX's own error markup once carried script.
        throwOnError: true,
        strict: "ignore",
        trust: false,
        maxExpand: 1000,
        maxSize: 20,
        output: "htmlAndMathml",
      });
      node.replaceChildren(safeMarkup(html, { math: true }));
    } catch (error) {
      node.classList.add("md-wrong");
      node.title = error instanceof Error ? error.message : "This formula cannot be read.";
      node.textContent = tex;
    }
    delete node.dataset.tex;
  }
}
