import { expect, it } from "vitest";
import { judgeRequest } from "./judge";

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
