import type { Client } from "openapi-fetch";
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

/** Whether anybody heard it: then they are asked to sign in where they are. */
export function tellSignedOut(): boolean {
  for (const tell of listeners) tell();
  return listeners.size > 0;
}

async function failure(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const wait = Number.parseFloat(response.headers.get("Retry-After") ?? "");
  if (response.status === 401 && problem.code === "not_signed_in") tellSignedOut();
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

type Value = string | number | boolean | null | undefined;
type Init = {
  params?: { path?: Record<string, Value>; query?: Record<string, Value | readonly Value[]> };
  body?: unknown;
  signal?: AbortSignal;
};

/** "/api/items/{id}" with its places filled in; what is left undefined is not asked. */
function address(path: string, { path: places = {}, query = {} }: Init["params"] = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(places[name])));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat()) if (one != null) asked.append(name, String(one));
  return asked.size > 0 ? `${filled}?${asked}` : filled;
}

async function ask(method: string, path: string, { params, body, signal }: Init = {}) {
  const plain = body === undefined || body instanceof FormData;
  const request = fetch(address(path, params), {
    method,
    credentials: "same-origin",
    headers: {
      Accept: "application/json",
      ...(method !== "GET" && { "X-CSRFToken": csrf }),
      ...(!plain && { "Content-Type": "application/json" }),
    },
    body: plain ? (body ?? null) : JSON.stringify(body),
    signal: signal ?? null,
  });
  const response = await heard(request, signal);
  if (!response.ok) throw await failure(response);
  const text = await heard(response.text(), signal);
  return { data: text ? JSON.parse(text) : undefined, response };
}

/** What arrives; nobody answering, or an answer that breaks off, is no connection. */
async function heard<T>(coming: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await coming;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "offline", t("No connection to the server. What you did is kept here."));
  }
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** The API, typed by path as openapi-fetch types it; its code, of which this uses a part, is not loaded. */
export const api = Object.fromEntries(
  METHODS.map((method) => [method, (path: string, init?: Init) => ask(method, path, init)]),
) as unknown as Pick<Client<paths>, (typeof METHODS)[number]>;

/** The body of an answer; every refusal was thrown as an ApiError before this. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}
