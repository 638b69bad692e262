import type { ItemQuery } from "@/api/queries/items";
import { SOURCES, STATES, WINNERS, wordFor } from "@/lib/words";

const KEYS = ["state", "source", "winner", "flagged", "q", "group", "cursor"] as const;

/** The query in the address of the page: every view of the list has a link. */
export function fromSearch(search: URLSearchParams): ItemQuery {
  const query: ItemQuery = {};
  for (const key of KEYS) {
    const value = search.get(key);
    if (value) query[key] = value;
  }
  return query;
}

/** The address with one filter changed; a changed filter starts at the first page again. */
export function changed(
  search: URLSearchParams,
  key: keyof ItemQuery,
  value: string,
): URLSearchParams {
  const next = new URLSearchParams(search);
  if (value) next.set(key, value);
  else next.delete(key);
  if (key !== "cursor") next.delete("cursor");
  return next;
}

/** The filters in words: "with people, judged by both, flagged". */
export function inWords(query: ItemQuery): string {
  const parts = [
    query.state && wordFor(STATES, query.state).toLowerCase(),
    query.source && `judged by ${wordFor(SOURCES, query.source).toLowerCase()}`,
    query.winner && `labelled “${wordFor(WINNERS, query.winner)}”`,
    query.flagged && "flagged",
    query.q && `with an id that begins with “${query.q}”`,
    query.group && `of the group “${query.group}”`,
  ];
  return parts.filter(Boolean).join(", ");
}
