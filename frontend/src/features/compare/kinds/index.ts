import type { QuestionType } from "@/api/types";
import { comparison } from "./comparison";
import { erased, type Kind } from "./kind";

export type Kinds = Partial<Record<QuestionType, Kind>>;

/** Every type of question; the commonest at once, the others when one is asked. */
const KINDS: Record<QuestionType, Kind | (() => Promise<Kind>)> = {
  comparison: erased(comparison),
  text: () => import("./text").then((m) => erased(m.text)),
  rating: () => import("./rating").then((m) => erased(m.rating)),
  ranking: () => import("./ranking").then((m) => erased(m.ranking)),
  pick: () => import("./pick").then((m) => erased(m.pick)),
  thumbs: () => import("./thumbs").then((m) => erased(m.thumbs)),
  choice: () => import("./choice").then((m) => erased(m.choice)),
  multi_choice: () => import("./choice").then((m) => erased(m.multiChoice)),
  critique: () => import("./critique").then((m) => erased(m.critique)),
  spans: () => import("./spans").then((m) => erased(m.spans)),
  steps: () => import("./labelled").then((m) => erased(m.steps)),
  citations: () => import("./labelled").then((m) => erased(m.citations)),
  playback: () => import("./playback").then((m) => erased(m.playback)),
  regions: () => import("./regions").then((m) => erased(m.regions)),
  reveal: () => import("./reveal").then((m) => erased(m.reveal)),
};

/** The kinds that these questions need; at once when all of them are here. */
export function kindsOf(types: readonly QuestionType[]): Kinds | Promise<Kinds> {
  const wanted = [...new Set(types)].map((type) => [type, KINDS[type]] as const);
  if (wanted.every(([, kind]) => typeof kind !== "function")) return Object.fromEntries(wanted);
  const loading = wanted.map(
    async ([type, kind]) => [type, typeof kind === "function" ? await kind() : kind] as const,
  );
  return Promise.all(loading).then(Object.fromEntries);
}

export const TYPES = Object.keys(KINDS) as QuestionType[];
