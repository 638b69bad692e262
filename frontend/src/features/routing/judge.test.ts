import { expect, it } from "vitest";
import { judgeRequest, runSentence } from "./judge";

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
    template: "",
    samples: 1,
    endpoint: { base_url: "https://x/v1", api_key: "k" },
    params: {},
    input_usd_per_million: "0.5",
    output_usd_per_million: "2",
  });
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
