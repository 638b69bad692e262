/** Stands in for `punycode` under markdown-it: addresses are shown as text, never followed. */
const asWritten = (host: string): string => host;

export default { toASCII: asWritten, toUnicode: asWritten };
