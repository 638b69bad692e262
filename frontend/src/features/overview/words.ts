import type { Overview, Routing } from "@/api/types";
import { count, duration, percent, plural, usd, withInterval } from "@/lib/figures";

/** The state of the project in one sentence, over what is known of it. */
export function sentence(overview: Overview, routing: Routing | undefined): string {
  const { counts } = overview;
  if (counts.total === 0) return "No items yet.";
  const parts = [`${count(counts.resolved)} of ${plural(counts.total, "item")} labelled`];
  const main = overview.agreement.find((a) => a.human_human) ?? overview.agreement[0];
  if (main?.human_human) parts.push(`people agree ${withInterval(main.human_human)}`);
  if (main?.human_judge) parts.push(`people and judges ${withInterval(main.human_judge)}`);
  const money = routing?.budgets.usd;
  if (money) parts.push(`judge spend ${usd(money.spent)} of ${usd(money.limit)}`);
  return `${parts.join("; ")}.`;
}

/** How old the figures are, where that is not "now": a big project's are counted now and then. */
export function asOf(overview: Pick<Overview, "as_of">, now = Date.now()): string {
  if (overview.as_of === null)
    return "This project is big: its agreement, raters and days are being counted, and appear here within a minute or two.";
  const seconds = (now - Date.parse(overview.as_of)) / 1000;
  return seconds < 60 ? "" : `Agreement, raters and days are as of ${duration(seconds)} ago.`;
}

export type Hint = { text: string; to?: string; action?: string };

type Facts = { overview: Overview; routing: Routing | undefined; base: string };

/** Why items are waiting and what would move them, the most telling first. */
export function hints({ overview, routing, base }: Facts): Hint[] {
  const { counts, jobs, queue_age_seconds: age } = overview;
  const found: Hint[] = [];
  const dead = jobs.filter((job) => job.state === "dead");
  for (const job of dead)
    found.push({ text: `A job gave up (${job.kind}): ${job.error || "no reason was recorded"}` });
  if (counts.imported > 0 && routing && !routing.config)
    found.push({
      text: `${plural(counts.imported, "item")} wait because nobody has said who judges them.`,
      to: `${base}/routing`,
      action: "Choose a policy",
    });
  else if (counts.imported > 0)
    found.push({
      text: `${plural(counts.imported, "item")} wait for the next routing run.`,
      to: `${base}/routing`,
      action: "Routing",
    });
  if (counts.awaiting_judge > 0 && routing?.judges.active === 0)
    found.push({
      text: `${plural(counts.awaiting_judge, "item")} wait for a judge, and no judge is active.`,
      to: `${base}/routing#judges`,
      action: "Add a judge",
    });
  found.push(...budgetHints(counts, routing, base));
  if (counts.awaiting_human > 0 && age !== null && age > 86_400)
    found.push({
      text: `The oldest item has waited for a person for ${duration(age)}.`,
      to: `${base}/people`,
      action: "Invite people",
    });
  return found;
}

function budgetHints(
  counts: Overview["counts"],
  routing: Routing | undefined,
  base: string,
): Hint[] {
  const found: Hint[] = [];
  const money = routing?.budgets.usd;
  if (
    counts.awaiting_judge > 0 &&
    money &&
    Number(money.spent) + Number(money.reserved) >= Number(money.limit) * 0.98
  )
    found.push({
      text: `The judges’ budget of ${usd(money.limit)} is spent or set aside.`,
      to: `${base}/routing#budgets`,
      action: "Raise the budget",
    });
  const people = routing?.budgets.human_judgments;
  if (
    people &&
    Number(people.limit) > 0 &&
    Number(people.spent) + Number(people.reserved) >= Number(people.limit)
  )
    found.push({
      text: `All ${plural(Number(people.limit), "judgment")} asked of people are given or set aside; the rest goes to the judge.`,
      to: `${base}/routing#budgets`,
      action: "Raise the budget",
    });
  return found;
}

function known(n: number): string {
  return n > 0 ? `, and of ${count(n)} the answer is known` : "";
}

/** The bar of item states in words. */
export function countsSentence(counts: Overview["counts"]): string {
  if (counts.total === 0) return "No items.";
  const share = (n: number) => `${count(n)} (${percent(n / counts.total)})`;
  return (
    `Of ${plural(counts.total, "item")}, ${share(counts.resolved)} are labelled, ${share(counts.awaiting_human)} ` +
    `are with people, ${share(counts.awaiting_judge)} with the judge, ${share(counts.imported)} not routed; ` +
    `${count(counts.discarded)} more were discarded${known(counts.reference)}.`
  );
}
