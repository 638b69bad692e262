import type { PolicyKind, Routing, RoutingConfig, RoutingPreview } from "@/api/types";
import { count, percent, plural, withInterval } from "@/lib/figures";
import { ROUTES, wordFor } from "@/lib/words";

/** Where the project's items went, in a sentence. */
export function sentence(routing: Routing): string {
  if (!routing.config)
    return "Nobody has said yet who judges: items wait until a policy is chosen.";
  const { human, judge, both } = routing.routes;
  const total = human + judge + both;
  if (total === 0) return "A policy is chosen; no item has been routed by it yet.";
  const parts = [
    `Of ${plural(total, "item")} routed, ${count(human)} went to people, ${count(judge)} to the judge, ${count(both)} to both`,
  ];
  if (routing.audit.agreement)
    parts.push(
      `on ${count(routing.audit.agreement.n)} audited items they agree ${withInterval(routing.audit.agreement)}`,
    );
  return `${parts.join("; ")}.`;
}

/** A policy with its settings, as one would say it. */
export function policyWords(config: RoutingConfig, kinds: readonly PolicyKind[]): string {
  const kind = kinds.find((k) => k.key === config.policy);
  const settings = fieldsOf(kind)
    .map(
      (field) =>
        `${field.title.toLowerCase()} ${valueWords(field.name in config.params ? config.params[field.name] : field.default)}`,
    )
    .join(", ");
  return `${kind?.title ?? config.policy}${settings ? ` (${settings})` : ""}`;
}

function valueWords(value: unknown): string {
  return value === null || value === undefined ? "not set" : String(value);
}

export type NumberField = {
  name: string;
  title: string;
  description: string;
  minimum: number;
  maximum: number;
  default: number | null;
  /** May be left empty. */
  nullable: boolean;
};

export type ChoiceField = {
  name: string;
  title: string;
  description: string;
  options: string[];
  default: string;
};

/** The settings of a policy that are one of a few words. */
export function choicesOf(kind: PolicyKind | undefined): ChoiceField[] {
  const properties = (kind?.params.properties ?? {}) as Record<string, Record<string, unknown>>;
  return Object.entries(properties)
    .filter(([, rule]) => Array.isArray(rule.enum))
    .map(([name, rule]) => ({
      name,
      title: String(rule.title ?? name),
      description: String(rule.description ?? ""),
      options: (rule.enum as unknown[]).map(String),
      default: String(rule.default ?? ""),
    }));
}

/** The policies of a stack as one writes them: "rules, learned_error"; null: not a list of them. */
export function stackNames(kind: PolicyKind | undefined, value: unknown): string | null {
  const properties = (kind?.params.properties ?? {}) as Record<string, Record<string, unknown>>;
  const rule = properties.policies;
  if (rule?.type !== "array") return null;
  const list = (value ?? rule.default ?? []) as { policy?: unknown }[];
  return list.map((part) => String(part.policy ?? "")).join(", ");
}

/** What was written as the list of policies; a part that was there keeps its settings. */
export function stackOf(text: string, before: unknown): { policy: string }[] {
  const known = Array.isArray(before) ? (before as { policy: string }[]) : [];
  return text
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean)
    .map((policy) => known.find((part) => part.policy === policy) ?? { policy });
}

/** The numbers among a policy's settings, some of which may be empty; the form asks for no others. */
export function fieldsOf(kind: PolicyKind | undefined): NumberField[] {
  const properties = (kind?.params.properties ?? {}) as Record<string, Record<string, unknown>>;
  const numbers = Object.entries(properties).filter(([, rule]) =>
    [rule.type].flat().includes("number"),
  );
  return numbers.map(([name, rule]) => ({
    name,
    title: String(rule.title ?? name),
    description: String(rule.description ?? ""),
    minimum: Number(rule.minimum ?? 0),
    maximum: Number(rule.maximum ?? 1),
    default: (rule.default ?? null) as number | null,
    nullable: Array.isArray(rule.type) && rule.type.includes("null"),
  }));
}

/** What saving a policy would do. */
export function previewWords(preview: RoutingPreview): string {
  const { human, judge, both, moved } = preview;
  const would = `Of ${plural(human + judge + both, "item")}, people would judge ${count(human)}, the judge ${count(judge)}, both ${count(both)}.`;
  if (moved === 0) return `${would} Nothing moves from where it is.`;
  return `${would} ${plural(moved, "item")} would go elsewhere than now.`;
}

/** "people → the judge". */
export function moveWords(from: string, to: string): string {
  return `${from ? wordFor(ROUTES, from) : "nobody"} → ${to ? wordFor(ROUTES, to) : "nobody"}`;
}

export function auditWords(rate: number): string {
  return `${percent(rate)} of the items go to people and the judge alike, drawn by a coin, so that the judge stays checked.`;
}
