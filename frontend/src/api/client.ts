import createClient, { type Middleware } from "openapi-fetch";
import { t } from "@/lib/i18n";
import type { paths } from "./paths";
import type { Problem } from "./types";

/** What the server (or the lack of one) answered, with a sentence fit for the person. */
export class ApiError extends Error {
  constructor(
    /** 0: no answer at all. */
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly fields: Record<string, string[]> = {},
    /** Seconds the server asked to wait. */
    readonly retryAfter: number | null = null,
    readonly requestId: string | null = null,
  ) {
    super(detail);
  }

  get offline(): boolean {
    return this.status === 0;
  }
}

let csrf = "";

/** Kept from every session answer; the server checks it on each change. */
export function setCsrf(token: string): void {
  csrf = token;
}

const listeners = new Set<() => void>();

/** Called whenever the server says that nobody is signed in. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function failure(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const wait = Number.parseFloat(response.headers.get("Retry-After") ?? "");
  return new ApiError(
    response.status,
    problem.code ?? "unexpected",
    problem.detail ??
      t("The server answered {status}. Try again in a moment.", { status: response.status }),
    problem.fields ?? {},
    Number.isFinite(wait) ? wait : null,
    problem.request_id ?? null,
  );
}

const manners: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept", "application/json");
    if (request.method !== "GET") request.headers.set("X-CSRFToken", csrf);
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return response;
    const error = await failure(response);
    if (error.status === 401 && error.code === "not_signed_in")
      for (const tell of listeners) tell();
    throw error;
  },
  onError({ error, request }) {
    if (request.signal.aborted) return undefined;
    if (error instanceof ApiError) return error;
    return new ApiError(0, "offline", t("No connection to the server. What you did is kept here."));
  },
};

export const api = createClient<paths>({ baseUrl: "", credentials: "same-origin" });
api.use(manners);

/** The body of an answer; every refusal was thrown as an ApiError before this. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}
