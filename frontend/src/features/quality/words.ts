import type {
  Board,
  Figure,
  InGroups,
  Quality,
  QuestionFigures,
  RaterQuestion,
  Split,
  Standings,
} from "@/api/typesQuality";
import { coefficient, count, date, duration, percent, plural, withInterval } from "@/lib/figures";
import { WINNERS, wordFor } from "@/lib/words";

/** A figure whose interval is known too. */
export function bounded(figure: Figure) {
  const { value, low, high, n } = figure;
  return value === null ? null : { value, low: low ?? value, high: high ?? value, n };
}

/** A share with its interval, or why there is none. */
export function share(figure: Figure): string {
  const stat = bounded(figure);
  return stat ? (figure.low === null ? percent(stat.value) : withInterval(stat)) : "–";
}

/** A coefficient with its interval, or a dash. */
export function number(figure: Figure): string {
  if (figure.value === null) return "–";
  const bounds =
    figure.low === null || figure.high === null
      ? ""
      : ` (${coefficient(figure.low)} to ${coefficient(figure.high)})`;
  return coefficient(figure.value) + bounds;
}

export const because = (figure: Figure) =>
  figure.value === null ? `Cannot be computed: ${figure.why_not}.` : "";

/** The state of the project's labels in one sentence. */
export function sentence(quality: Quality): string {
  if (quality.as_of === null) return "";
  // The overall question is asked last.
  const main = quality.questions.findLast((q) => q.agreement.value !== null);
  if (!main) return "Nothing to compare yet: no item was judged by two people.";
  const parts = [`on ${quote(main)} people agree ${share(main.agreement)}`];
  if (main.ceiling.value !== null)
    parts.push(`one of them says what most others say ${share(main.ceiling)}`);
  const best = [...main.judges].sort(
    (a, b) => (b.agreement.value ?? 0) - (a.agreement.value ?? 0),
  )[0];
  if (best?.agreement.value != null) parts.push(`${best.judge} ${share(best.agreement)}`);
  const flagged = quality.raters.filter((r) => r.flags.length > 0).length;
  const look = flagged ? ` ${plural(flagged, "rater")} to look at.` : "";
  const text = parts.join("; ");
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.${look}`;
}

const quote = (q: Pick<QuestionFigures, "title">) => `“${q.title.replace(/[?.]$/, "")}”`;

/** How old the figures are, where that is not "now". */
export function asOf(when: string | null, now = Date.now()): string {
  if (when === null)
    return "This project is big: its figures are being counted, and appear here within a minute or two.";
  const seconds = (now - Date.parse(when)) / 1000;
  return seconds < 60 ? "" : `Counted ${duration(seconds)} ago.`;
}

/** "2 × A, 1 × Tie", the most first. */
export function votes({ votes: given }: Pick<Split, "votes">): string {
  return Object.entries(given)
    .sort(([, a], [, b]) => b - a)
    .map(([label, n]) => `${count(n)} × ${wordFor(WINNERS, label)}`)
    .join(", ");
}

export function judgesSaid({ judges }: Pick<Split, "judges">): string {
  return (
    Object.entries(judges)
      .map(([judge, label]) => `${judge}: ${wordFor(WINNERS, label)}`)
      .join(", ") || "–"
  );
}

export const METHODS: Record<string, string> = {
  weighted_majority: "Weighted majority",
  dawid_skene: "Dawid–Skene",
};

/** Whether a rater goes on agreeing with people as before. */
export function steady({ weeks, direction, since, why_not }: RaterQuestion["steadiness"]): string {
  if (why_not) return `cannot be told: ${why_not}`;
  if (direction === "" || since === null) return `steady over ${plural(weeks, "week")}`;
  return `agrees ${direction === "down" ? "less" : "more"} since the week of ${date(since)}`;
}

/** What is taken out of the last column of a leaderboard, and what it is worth. */
export function takenOut({ length, style, side }: Board): string {
  const worth = [
    length.value !== null && `a much longer response is worth ${number(length)}`,
    style.value !== null && `one with many more marks of format ${number(style)}`,
    side.value !== null && `standing on the left ${number(side)}`,
  ].filter(Boolean);
  const not = [length, style, side].flatMap((f) => (f.value === null ? [f.why_not] : []));
  const because = not.length > 0 ? ` Not taken out: ${[...new Set(not)].join("; ")}.` : "";
  return worth.length > 0
    ? `In log-odds, ${worth.join(", ")}; the last column is what is left without that.${because}`
    : because.trim();
}

/** Circles of people together and each by themselves: many of the first and few of the second is pluralism. */
export function circular({ together, each }: Standings["circles"]): string {
  const of = ({ circular_groups: bad, groups }: InGroups) =>
    `${count(bad)} of ${plural(groups, "prompt")}`;
  const own =
    each.triads > 0 ? ` By single people: ${of(each)}, a prompt counted once a person.` : "";
  return `Where three responses to one prompt were all compared, people together put a before b, b before c and c before a on ${of(together)}.${own}`;
}
