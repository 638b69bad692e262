import { afterEach, expect, it, vi } from "vitest";
import { ApiError, api, body, onSignedOut, setCsrf } from "./client";

afterEach(() => vi.unstubAllGlobals());

/** What the next requests are answered with; the requests that were made. */
function answering(...answers: (() => Response | Promise<Response>)[]) {
  const made = vi.fn(async (_url: string, _init: RequestInit) => {
    const next = answers.shift();
    if (!next) throw new Error("one request too many");
    return next();
  });
  vi.stubGlobal("fetch", made);
  return made;
}

const problem =
  (status: number, what: object, headers = {}) =>
  () =>
    new Response(JSON.stringify(what), { status, headers });
const refused = (answer: Promise<unknown>): Promise<ApiError> =>
  answer.then(
    () => expect.fail("it was taken"),
    (error) => error,
  );
const projects = () => body(api.GET("/api/projects", {}));

it("fills in the places of a path and asks only what is given", async () => {
  const made = answering(() => new Response('{"results": []}'));
  const params = {
    path: { project_id: 7 },
    query: { cursor: undefined, limit: 50, search: "a b&c" },
  };
  const found = await body(api.GET("/api/projects/{project_id}/items", { params } as never));
  expect(found).toEqual({ results: [] });
  const [url, init] = made.mock.calls[0] ?? [];
  expect(url).toBe("/api/projects/7/items?limit=50&search=a+b%26c");
  expect(init?.headers).not.toHaveProperty("X-CSRFToken");
});

it("sends a change as JSON with the token of the session, and a file as it is", async () => {
  setCsrf("token");
  const made = answering(
    () => new Response(null, { status: 204 }),
    () => new Response("{}"),
  );
  const path = { params: { path: { project_id: 7 } } };
  expect(await body(api.POST("/api/session", { body: { email: "a", password: "b" } }))).toBe(
    undefined,
  );
  const form = new FormData();
  await body(api.POST("/api/projects/{project_id}/uploads", { ...path, body: form }));
  const [json, file] = made.mock.calls.map(([, init]) => init);
  expect(json?.body).toBe('{"email":"a","password":"b"}');
  expect(json?.headers).toMatchObject({
    "Content-Type": "application/json",
    "X-CSRFToken": "token",
  });
  expect(file?.body).toBe(form);
  expect(file?.headers).not.toHaveProperty("Content-Type");
});

it("throws a refusal with its words, its fields and how long to wait", async () => {
  const said = { code: "bad", detail: "No.", fields: { name: ["Too long."] }, request_id: "r" };
  answering(
    problem(400, said, { "Retry-After": "3" }),
    () => new Response("oops", { status: 502 }),
  );
  const first = await refused(projects());
  expect(first).toMatchObject({ status: 400, code: "bad", message: "No.", retryAfter: 3 });
  expect(first.fields).toEqual({ name: ["Too long."] });
  expect((await refused(projects())).message).toContain("502");
});

it("tells that nobody is signed in to whoever wants to know", async () => {
  answering(
    problem(401, { code: "not_signed_in", detail: "Sign in." }),
    problem(401, { code: "wrong_password", detail: "No." }),
  );
  const told = vi.fn();
  const stop = onSignedOut(told);
  await refused(projects());
  await refused(projects());
  expect(told).toHaveBeenCalledTimes(1);
  stop();
});

it("takes silence and an answer that breaks off for no connection, and a stop for a stop", async () => {
  const broken = new ReadableStream({
    start: (stream) => stream.error(new TypeError("network error")),
  });
  answering(
    () => Promise.reject(new TypeError("Failed to fetch")),
    () => new Response(broken),
    () => Promise.reject(new DOMException("stopped", "AbortError")),
  );
  expect((await refused(projects())).offline).toBe(true);
  expect((await refused(projects())).offline).toBe(true);
  const stop = new AbortController();
  stop.abort();
  const stopped = refused(api.GET("/api/projects", { signal: stop.signal } as never));
  expect(await stopped).not.toBeInstanceOf(ApiError);
});
