import { expect, it } from "vitest";
import type { Judge } from "@/api/types";
import { changeRequest, costSentence, judgeRequest, runSentence } from "./judge";

const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};

it("sends an endpoint with its key and prices, and no temperature that was left empty", () => {
  const request = judgeRequest(
    "openai",
    form({
      name: " J ",
      model: "m",
      base_url: "https://x/v1",
      api_key: "k",
      input_price: "0.5",
      output_price: "2",
      temperature: "",
    }),
  );
  expect(request).toEqual({
    name: "J",
    backend: "openai",
    model: "m",
    question: "",
    active: false,
    template: "",
    aspects: [],
    orders: null,
    samples: 1,
    concurrency: 8,
    deadline_seconds: null,
    unknown_retries: 0,
    requests_per_minute: null,
    tokens_per_minute: null,
    endpoint: { base_url: "https://x/v1", api_key: "k" },
    params: {},
    input_usd_per_million: "0.5",
    output_usd_per_million: "2",
  });
});

it("makes the next version, with what the form does not show left as it was", () => {
  const edited = {
    id: 7,
    spec: { params: { temperature: 0, logprobs: true } },
  } as unknown as Judge;
  const filled = form({ name: "J", orders: "4", temperature: "0.7", samples: "3" });
  expect(judgeRequest("openai", filled, edited)).toMatchObject({
    replaces: 7,
    orders: 4,
    samples: 3,
    params: { temperature: 0.7, logprobs: true },
  });
});

it("changes the key only where one is entered, and sends no limit for an empty field", () => {
  const filled = form({ input_price: "1", output_price: "2", requests_per_minute: "" });
  const change = changeRequest(true, filled);
  expect(change).not.toHaveProperty("api_key");
  expect(change).toMatchObject({ limits: { requests_per_minute: null } });
  filled.set("api_key", "new");
  expect(changeRequest(true, filled)).toMatchObject({ api_key: "new" });
});

it("says what a judge costs, or why that cannot be told", () => {
  const found = { calls_per_item: 4, usd_expected: 1.2, usd_most: 3.1, items_looked_at: 20 };
  expect(costSentence(found)).toBe(
    "Each item takes 4 calls. 100 items cost about $1.20, $3.10 at most, by the length of 20 items here.",
  );
  expect(costSentence({ ...found, usd_expected: 0, usd_most: 0 })).toContain("They cost nothing.");
  expect(costSentence({ ...found, usd_expected: null, items_looked_at: 0 })).toContain(
    "once the project has items",
  );
});

it("gives a script the price 0 and no endpoint", () => {
  const request = judgeRequest("scripted", form({ name: "S", model: "longer" }));
  expect(request).toMatchObject({ input_usd_per_million: "0", output_usd_per_million: "0" });
  expect(request).not.toHaveProperty("endpoint");
});

it("sends the members of a panel and nothing of its own", () => {
  const data = form({ name: "P" });
  data.append("members", "one");
  data.append("members", "two");
  const request = judgeRequest("panel", data);
  expect(request).toMatchObject({ backend: "panel", members: ["one", "two"] });
  expect(request).not.toHaveProperty("template");
});

it("says how far a run is, without an estimate where there is none", () => {
  const run = {
    state: "running" as const,
    started_at: null,
    calls_done: 40,
    calls_failed: 2,
    calls_left: 60,
    items_held: 0,
    calls_per_minute: 20,
    seconds_left: 180,
    spent_usd: 0.1,
    usd_left: 0.15,
  };
  expect(runSentence(run)).toBe(
    "40 of 100 calls are in, 2 failed; about 3 min left; $0.10 spent, about $0.15 to go.",
  );
  expect(runSentence({ ...run, state: "paused", calls_failed: 0, usd_left: null })).toBe(
    "40 of 100 calls are in; $0.10 spent.",
  );
});
