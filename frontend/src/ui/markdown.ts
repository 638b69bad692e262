import createDOMPurify, { type Config } from "dompurify";
import MarkdownIt from "markdown-it";
import { directionOf } from "@/lib/script";
import { mathRules } from "./markdownMath";

/**
 * The one place where a text becomes DOM: markdown without HTML, then an allow-list, then nodes.
 * Nothing is ever loaded from a text: pictures and links are shown as their words and address.
 */
const md = new MarkdownIt({ html: false, linkify: false, breaks: true });
md.use(mathRules);

const asText = md.utils.escapeHtml;

md.renderer.rules.image = (tokens, n) => {
  const token = tokens[n];
  const address = String(token?.attrGet("src") ?? "");
  const alt = token?.content ? `${asText(token.content)} ` : "";
  return `<span class="md-picture">picture: ${alt}<span class="md-address">${asText(address)}</span></span>`;
};
// A link is its text, followed by where it would lead.
md.renderer.rules.link_open = () => `<span class="md-link">`;
md.renderer.rules.link_close = (tokens, n) => {
  const { text, address } = linkBefore(tokens, n);
  const where =
    text === address || !address ? "" : ` <span class="md-address">(${asText(address)})</span>`;
  return `</span>${where}`;
};

type Tokens = ReturnType<typeof md.parse>;

function linkBefore(tokens: Tokens, close: number): { text: string; address: string } {
  let open = close;
  while (open > 0 && tokens[open]?.type !== "link_open") open--;
  const text = tokens
    .slice(open + 1, close)
    .map((t) => t.content)
    .join("");
  return { text, address: String(tokens[open]?.attrGet("href") ?? "") };
}

// Every block finds its own direction: one of text by itself; one of blocks, whose marks or columns
// stand on the side it begins at, from the first text in it. A column keeps its alignment without a
// style attribute.
md.core.ruler.push("blocks", ({ tokens }) => {
  let first = "";
  for (const token of tokens.toReversed()) {
    first = token.content || first;
    if (/^(paragraph|heading|t[dh])_open$/.test(token.type)) token.attrSet("dir", "auto");
    if (/^(bullet_list|ordered_list|blockquote|table)_open$/.test(token.type))
      token.attrSet("dir", directionOf(first));
    const style = token.attrGet("style");
    if (style) {
      token.attrs = (token.attrs ?? []).filter(([name]) => name !== "style");
      token.attrSet("data-align", String(style).replace("text-align:", ""));
    }
  }
});

const ALLOWED: Config = {
  ALLOWED_TAGS:
    "p br hr h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong s table thead tbody tr th td span".split(
      " ",
    ),
  ALLOWED_ATTR: ["class", "dir", "start", "data-align", "data-tex", "data-display"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

const purify = createDOMPurify(window);

/** A markdown text as nodes that are safe to insert. */
export function markdown(text: string): DocumentFragment {
  const ready = prepared.get(text);
  prepared.delete(text);
  return ready ?? made(text);
}

const made = (text: string) =>
  purify.sanitize(md.render(text), ALLOWED) as unknown as DocumentFragment;

/** Nodes of texts that are shown soon; each is handed out once. */
const prepared = new Map<string, DocumentFragment>();
const PREPARED = 24;

/** Turn a text into nodes before somebody waits for them. */
export function prepare(text: string): void {
  if (prepared.has(text)) return;
  prepared.set(text, made(text));
  const [oldest] = prepared.keys();
  if (prepared.size > PREPARED && oldest !== undefined) prepared.delete(oldest);
}

/** What a formula or code renderer made, as nodes: spans, MathML and their classes only. */
export function safeMarkup(html: string, { math }: { math: boolean }): DocumentFragment {
  return purify.sanitize(html, {
    USE_PROFILES: math ? { html: true, mathMl: true, svg: true } : { html: true },
    FORBID_TAGS: ["a", "img", "style", "form", "input", "button"],
    FORBID_ATTR: ["href", "xlink:href", "src", "id", "name"],
    RETURN_DOM_FRAGMENT: true,
  }) as unknown as DocumentFragment;
}
