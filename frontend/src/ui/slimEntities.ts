/**
 * Stands in for the package `entities` under markdown-it: every browser carries the table of named
 * characters already, so that its 15 kB need not be sent.
 */
export function decodeHTMLStrict(text: string): string {
  return new DOMParser().parseFromString(text, "text/html").body.textContent ?? text;
}
