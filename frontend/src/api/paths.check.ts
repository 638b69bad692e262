import type { paths as Written } from "./paths";
import type { paths as Served } from "./schema.gen";

/** A path the client knows and the server does not; `never` while the two agree. */
export type Unserved = Exclude<keyof Written, keyof Served>;

/** What the client sends must be what the server takes, path by path and method by method. */
type Sent<Op> = Op extends { requestBody?: { content: { "application/json": infer Body } } }
  ? Body
  : never;
type BenchPath = Extract<
  keyof Written & keyof Served,
  `/api/assignments/${string}` | `/api/projects/{project_id}/queue${string}`
>;
type Misfits = {
  [P in BenchPath]: "post" extends keyof Written[P] & keyof Served[P]
    ? Sent<Written[P]["post"]> extends Sent<Served[P]["post"]>
      ? never
      : P
    : never;
}[BenchPath];

/** Breaks the type check when client and server drift apart: regenerate, then follow the server. */
export const agreed: [Unserved, Misfits] extends [never, never] ? true : never = true;
