import type { Judge, JudgeEstimate, Judging } from "@/api/types";
import { count, duration, plural, usd } from "@/lib/figures";

export type Backend =
  | "openai"
  | "transformers"
  | "reward"
  | "likelihood"
  | "similarity"
  | "trained"
  | "scripted"
  | "panel";

const NUMBERS = ["temperature", "top_p", "max_tokens", "seed"] as const;
const TEXTS = ["reasoning_effort", "weights", "measure", "reference_model"] as const;

/**
 * The request that a filled-in form stands for; what costs nothing has the price 0.
 * With `edited` it makes the next version of that judge, and what the form does not show stays.
 */
export function judgeRequest(
  backend: Backend,
  form: FormData,
  edited?: Judge,
): Record<string, unknown> {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const number = (name: string) => (text(name) === "" ? null : Number(text(name)));
  const common = {
    name: text("name"),
    backend,
    question: text("question"),
    active: form.get("active") === "on",
    ...(edited ? { replaces: edited.id } : {}),
  };
  const free = { input_usd_per_million: "0", output_usd_per_million: "0" };
  if (backend === "panel")
    return { ...common, ...free, model: "panel", members: form.getAll("members").map(String) };
  const asked = {
    ...common,
    model: text("model"),
    template: text("template"),
    aspects: form.getAll("aspects").map(String),
    orders: number("orders"),
    samples: number("samples") ?? 1,
    params: params(form, edited),
    concurrency: number("concurrency") ?? 8,
    deadline_seconds: number("deadline_seconds"),
    unknown_retries: number("unknown_retries") ?? 0,
  };
  if (backend !== "openai") return { ...asked, ...free };
  return {
    ...asked,
    endpoint: { base_url: text("base_url"), api_key: text("api_key") },
    requests_per_minute: number("requests_per_minute"),
    tokens_per_minute: number("tokens_per_minute"),
    input_usd_per_million: text("input_price") || null,
    output_usd_per_million: text("output_price") || null,
  };
}

/** What may change about a judge that is there; an empty key is no change. */
export function changeRequest(remote: boolean, form: FormData): Record<string, unknown> {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const number = (name: string) => (text(name) === "" ? null : Number(text(name)));
  const run = {
    concurrency: number("concurrency") ?? 8,
    deadline_seconds: number("deadline_seconds"),
    unknown_retries: number("unknown_retries") ?? 0,
  };
  if (!remote) return { run };
  return {
    run,
    ...(text("api_key") ? { api_key: text("api_key") } : {}),
    limits: {
      requests_per_minute: number("requests_per_minute"),
      tokens_per_minute: number("tokens_per_minute"),
    },
    prices: {
      input_usd_per_million: text("input_price"),
      output_usd_per_million: text("output_price"),
    },
  };
}

/** What the judge is given beside its prompt; a field left empty is not sent at all. */
function params(form: FormData, edited: Judge | undefined): Record<string, unknown> {
  const given: Record<string, unknown> = { ...edited?.spec.params };
  for (const name of NUMBERS) {
    if (!form.has(name)) continue;
    delete given[name];
    const text = String(form.get(name)).trim();
    if (text !== "") given[name] = Number(text);
  }
  for (const name of TEXTS) {
    if (!form.has(name)) continue;
    delete given[name];
    const text = String(form.get(name)).trim();
    if (text !== "") given[name] = text;
  }
  return given;
}

/** What judging costs with a judge like this: "Each item takes 4 calls. 100 items cost about $1.20, $3.10 at most." */
export function costSentence(found: JudgeEstimate): string {
  const calls = `Each item takes ${plural(found.calls_per_item, "call")}.`;
  const { usd_expected: expected, usd_most: most } = found;
  if (expected === null || most === null)
    return found.items_looked_at
      ? `${calls} With its prices, what 100 items cost stands here.`
      : `${calls} What they cost can be told once the project has items to judge.`;
  if (most === 0) return `${calls} They cost nothing.`;
  return `${calls} 100 items cost about ${usd(expected)}, ${usd(most)} at most, by the length of ${plural(found.items_looked_at, "item")} here.`;
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
