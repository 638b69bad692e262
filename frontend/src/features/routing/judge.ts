import type { Judging } from "@/api/types";
import { count, duration, plural, usd } from "@/lib/figures";

export type Backend = "openai" | "transformers" | "reward" | "similarity" | "scripted" | "panel";

/** The request that a filled-in form stands for; what costs nothing has the price 0. */
export function judgeRequest(backend: Backend, form: FormData): Record<string, unknown> {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const common = { name: text("name"), backend, question: text("question") };
  const free = { input_usd_per_million: "0", output_usd_per_million: "0" };
  if (backend === "panel")
    return { ...common, ...free, model: "panel", members: form.getAll("members").map(String) };
  const asked = {
    ...common,
    model: text("model"),
    template: text("template"),
    samples: Number(text("samples") || 1),
  };
  if (backend !== "openai") return { ...asked, ...free };
  const temperature = text("temperature");
  return {
    ...asked,
    endpoint: { base_url: text("base_url"), api_key: text("api_key") },
    params: temperature === "" ? {} : { temperature: Number(temperature) },
    input_usd_per_million: text("input_price"),
    output_usd_per_million: text("output_price"),
  };
}

/** How far it is: "40 of 100 calls are in, 2 failed; about 3 min left; $0.10 spent, about $0.15 to go." */
export function runSentence(run: Judging): string {
  const all = run.calls_done + run.calls_left;
  const failed = run.calls_failed ? `, ${count(run.calls_failed)} failed` : "";
  const parts = [`${count(run.calls_done)} of ${plural(all, "call")} are in${failed}`];
  if (run.state === "running" && run.seconds_left !== null)
    parts.push(`about ${duration(run.seconds_left)} left`);
  const ahead = run.usd_left ? `, about ${usd(run.usd_left)} to go` : "";
  parts.push(`${usd(run.spent_usd)} spent${ahead}`);
  return `${parts.join("; ")}.`;
}
