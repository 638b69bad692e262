/**
 * Stands in for the package `entities` under markdown-it: every browser carries the table of named
 * characters already, so that its 15 kB need not be sent.
 */
export function decodeHTMLStrict(text: string): string {
  const page = new DOMParser().parseFromString(named(text), "text/html");
  return page.body.textContent ?? text;
}

/** One character by its name, and nothing else, is let through to be read as markup. */
const one = (text: string): string => (/^&[a-z][a-z0-9]*;$/i.test(text) ? text : "");

type Types = { createPolicy: (name: string, rules: { createHTML: typeof one }) => typeof policy };
/** Where pages take markup from named policies alone (config/pages.py), it has to come from one. */
const policy: { createHTML: typeof one } = (
  globalThis as { trustedTypes?: Types }
).trustedTypes?.createPolicy("entity", { createHTML: one }) ?? { createHTML: one };

const named = (text: string): string => policy.createHTML(text);
