import type { Routing, Spending } from "@/api/types";
import { ago, count, percent, plural, usd } from "@/lib/figures";
import { ROUTES, wordFor } from "@/lib/words";

const WEEK = 7;

/** An amount in what people are paid in. */
export function amountWords(spending: Spending, amount: number): string {
  return spending.unit === "usd" ? usd(amount) : `${count(Math.round(amount))} min`;
}

/** What an amount of money or minutes comes to. */
export function paceWords(spending: Spending): string {
  const { minutes, timed, assumed, cost, judgments, days, released, amount } = spending;
  const each =
    spending.unit === "usd" ? `${usd(cost)} a judgment` : `${minutes.toFixed(1)} min a judgment`;
  const measured = assumed
    ? `a minute each is assumed, since only ${plural(timed, "judgment")} ${timed === 1 ? "was" : "were"} timed`
    : `measured over ${plural(timed, "judgment")}`;
  const parts = [`${each}, ${measured}`];
  if (days > 1 && released < amount)
    parts.push(
      `${amountWords(spending, released)} of ${amountWords(spending, amount)} are released by now`,
    );
  parts.push(`that buys ${plural(judgments, "judgment")}`);
  if (spending.for_audits > 0) parts.push(`${count(spending.for_audits)} of all for audits alone`);
  return `${parts.join("; ")}.${priceWords(spending)}`;
}

/** From what doubt on people are asked, where a right label is said to be worth something. */
function priceWords({ least, price }: Spending): string {
  if (least === null) return "";
  const pace = price > 1.005 ? "has run ahead of" : price < 0.995 ? "has run behind" : "is on";
  return ` People are asked from a ${percent(least)} chance of an error on: their price is ${price.toFixed(2)} times what they cost, since spending ${pace} plan.`;
}

/** How fast people's budget goes, and how long it lasts at that. */
export function burnWords(routing: Routing): string {
  const budget = routing.budgets.human_judgments;
  const week = routing.days.slice(-WEEK);
  const given = week.reduce((sum, day) => sum + day.judgments, 0);
  const pace = given / WEEK;
  const now = `${count(Number(pace.toFixed(1)))} judgments a day over the last ${WEEK} days`;
  if (!budget) return `${now}; no limit is set.`;
  const left = budget.limit - budget.spent;
  const used = `${count(budget.spent)} of ${count(budget.limit)} given (${percent(budget.limit ? budget.spent / budget.limit : 1)})`;
  if (left <= 0) return `${used}; nothing is left.`;
  if (given === 0) return `${used}; none was given on the bench in the last ${WEEK} days.`;
  return `${used}; ${now}: what is left lasts ${plural(Math.ceil(left / pace), "day")}.`;
}

export type BurnPoint = { at: number; spent: number };

/** Share of the amount that is spent after each share of its days; empty without an amount. */
export function burnPoints(routing: Routing, now = Date.now()): BurnPoint[] {
  const { spending, days } = routing;
  const budget = routing.budgets.human_judgments;
  if (!spending || !budget || spending.amount <= 0) return [];
  const begin = Date.parse(spending.begins);
  const shown = days.reduce((sum, day) => sum + day.judgments, 0);
  let given = budget.spent - shown; // before the first day that is shown, and imported ones
  const points: BurnPoint[] = [];
  for (const day of days) {
    given += day.judgments;
    const end = Math.min(Date.parse(day.day) + 86_400_000, now);
    const at = (end - begin) / 86_400_000 / spending.days;
    if (at < 0) continue;
    points.push({ at: Math.min(1, at), spent: (given * spending.cost) / spending.amount });
  }
  return points;
}

/** Share of the amount that is released after each share of its days. */
export function planPoints(spending: Spending): BurnPoint[] {
  const { days, front, reserve } = spending;
  const middle = (n: number) => 1 + front * (1 - (2 * (n + 0.5)) / days);
  const weights = Array.from({ length: days }, (_, n) => middle(n));
  const total = weights.reduce((sum, w) => sum + w, 0);
  let sum = reserve;
  const points = [{ at: 0, spent: reserve }];
  weights.forEach((weight, n) => {
    sum += ((1 - reserve) * weight) / total;
    points.push({ at: n / days, spent: sum }, { at: (n + 1) / days, spent: sum });
  });
  return points;
}

const WAITS = { people: "people", judges: "judges", nobody: "a decision" } as const;

/** Who is waited for and for how long: "12 items wait for people, the oldest for 3 h". */
export function queueWords(routing: Routing): string {
  if (routing.as_of === null) return "Being counted.";
  if (routing.queues.length === 0) return "Nothing waits.";
  return `${routing.queues
    .map((queue) => {
      const wait = queue.items === 1 ? "waits" : "wait";
      const since = (iso: string) => ago(iso).replace(/ ago$/, "");
      return `${plural(queue.items, "item")} ${wait} for ${WAITS[queue.waits_for]}: the oldest ${since(queue.oldest)}, half of them ${since(queue.middle)} or less`;
    })
    .join("; ")}.`;
}

/** Where the policy in force sent what the one before had decided on. */
export function changeWords(routing: Routing): string {
  const total = routing.moves.reduce((sum, move) => sum + move.items, 0);
  const other = routing.moves.filter((move) => move.from !== move.to);
  if (total === 0)
    return "It has decided on no item that the one before had decided on: decide on all items anew to see what moves.";
  const moved = other.reduce((sum, move) => sum + move.items, 0);
  if (moved === 0) return `All ${plural(total, "item")} decided on by both went the same way.`;
  const parts = other.map(
    (move) =>
      `${count(move.items)} from ${wordFor(ROUTES, move.from)} to ${wordFor(ROUTES, move.to)}`,
  );
  return `Of ${plural(total, "item")} decided on by both, ${count(moved)} moved: ${parts.join(", ")}.`;
}
