import type { components } from "./schema.gen";

/** What deleting a person's data does, or did. */
export type Erasure = components["schemas"]["ErasureOut"];
/** A worker lists or deletes it, where there is much. */
export type Erasing = components["schemas"]["ErasingOut"];
export type Fate = "keep" | "remove";
