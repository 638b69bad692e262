import type { MarkdownIt } from "markdown-it";

/** Longer than any formula a person reads; more is shown as text. */
const MOST = 2000;

const PAIRS = [
  { open: "\\[", close: "\\]", display: true },
  { open: "\\(", close: "\\)", display: false },
  { open: "$$", close: "$$", display: true },
  { open: "$", close: "$", display: false },
] as const;

type Formula = { tex: string; display: boolean; length: number };

/** The formula that starts at `from`, if one does. "$5 and $6" holds none. */
export function formulaAt(src: string, from: number): Formula | null {
  for (const { open, close, display } of PAIRS) {
    if (!src.startsWith(open, from)) continue;
    const start = from + open.length;
    const end = src.indexOf(close, start);
    if (end < 0 || end === start || end - start > MOST) return null;
    const tex = src.slice(start, end);
    if (
      open === "$" &&
      (/^\s|\s$/.test(tex) || /^\d/.test(src.slice(end + 1)) || tex.includes("\n"))
    )
      return null;
    return { tex: tex.trim(), display, length: end + close.length - from };
  }
  return null;
}

/** Marks formulas for later: KaTeX is loaded only when a text holds one. */
export function mathRules(md: MarkdownIt): void {
  md.inline.ruler.before("escape", "math", (state, silent) => {
    const formula = formulaAt(state.src, state.pos);
    if (!formula) return false;
    if (!silent) {
      const token = state.push("math", "", 0);
      token.content = formula.tex;
      token.meta = formula;
    }
    state.pos += formula.length;
    return true;
  });
  md.renderer.rules.math = (tokens, n) => {
    const tex = md.utils.escapeHtml(tokens[n]?.content ?? "");
    const display = Boolean((tokens[n]?.meta as Formula | undefined)?.display);
    return `<span class="md-math" data-tex="${tex}" data-display="${display}">${tex}</span>`;
  };
}
