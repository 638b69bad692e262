export type Backend = "openai" | "transformers" | "scripted";

/** The request that a filled-in form stands for; what costs nothing has the price 0. */
export function judgeRequest(backend: Backend, form: FormData): Record<string, unknown> {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const common = { name: text("name"), backend, model: text("model"), question: text("question") };
  if (backend !== "openai")
    return { ...common, input_usd_per_million: "0", output_usd_per_million: "0" };
  const temperature = text("temperature");
  return {
    ...common,
    endpoint: { base_url: text("base_url"), api_key: text("api_key") },
    params: temperature === "" ? {} : { temperature: Number(temperature) },
    input_usd_per_million: text("input_price"),
    output_usd_per_million: text("output_price"),
  };
}
