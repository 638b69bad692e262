import type { components } from "./schema.gen";

/** What deleting a person's data does, or did. */
export type Erasure = components["schemas"]["ErasureOut"];
export type Fate = "keep" | "remove";
