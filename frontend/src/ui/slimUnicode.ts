/**
 * Stands in for `uc.micro` under markdown-it: the browser's own tables of punctuation (P) and symbols
 * (S), where the package spells every character out.
 */
export const P = /\p{P}/u;
export const S = /\p{S}/u;
export const Z = /\p{Z}/u;
export const Cc = /\p{Cc}/u;
export const Any = /\p{Any}/u;
