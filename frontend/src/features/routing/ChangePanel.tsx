import type { PolicyKind, Routing } from "@/api/types";
import { dateTime, percent } from "@/lib/figures";
import { Panel } from "@/ui/Page";
import { changeWords } from "./pace";
import { policyWords } from "./words";

/** What is different since the policy before this one. */
export function ChangePanel({
  routing,
  kinds,
}: {
  routing: Routing;
  kinds: readonly PolicyKind[];
}) {
  const [now, before] = routing.versions;
  if (!now || !before) return null;
  const audits =
    now.audit_rate === before.audit_rate
      ? ""
      : ` Audited: ${percent(before.audit_rate)} before, ${percent(now.audit_rate)} now.`;
  return (
    <Panel title="What changed since the last policy">
      <p>
        {policyWords(before, kinds)} → {policyWords(now, kinds)}, {dateTime(now.created_at)}
        {now.created_by && `, by ${now.created_by}`}.{audits}
      </p>
      <p>{routing.as_of === null ? "What moved is being counted." : changeWords(routing)}</p>
    </Panel>
  );
}
