import { useParams } from "react-router";
import { useRole } from "@/api/queries/session";
import { useImportedJudges, useSetOtherOrder } from "@/api/queries/standing";
import type { ImportedJudge } from "@/api/types";
import { dateTime, plural } from "@/lib/figures";
import { ButtonLink } from "@/ui/Button";
import { SelectField } from "@/ui/Field";
import { Page, Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { Report } from "./Report";

/** How far a judge from a file may be trusted, why, and where it differs from people. */
export default function ImportedJudgePage() {
  const params = useParams();
  const [id, raterId] = [Number(params.id), Number(params.raterId)];
  const mayChange = useRole(id) === "admin";
  const judges = useImportedJudges(id).data ?? [];
  const judge = judges.find((one) => one.id === raterId);
  return (
    <Page
      title={judge ? `Judge ${judge.name}` : "Judge"}
      sentence={judge && sentence(judge)}
      actions={<ButtonLink to={`/p/${id}/routing`}>All judges</ButtonLink>}
    >
      <Report projectId={id} whose={{ kind: "imported", id: raterId }} mayAsk={mayChange}>
        {judge && <OtherOrder projectId={id} judge={judge} judges={judges} mayChange={mayChange} />}
      </Report>
    </Page>
  );
}

function sentence({ judged, last_at }: ImportedJudge): string {
  const last = last_at ? `, the last of ${dateTime(last_at)}` : "";
  return `Imported: ${plural(judged, "verdict")}${last}. What its calls cost and how many failed is not known here.`;
}

type Props = {
  projectId: number;
  judge: ImportedJudge;
  judges: readonly ImportedJudge[];
  mayChange: boolean;
};

/** Whose verdicts are its own with the sides swapped: no file can say. */
function OtherOrder({ projectId, judge, judges, mayChange }: Props) {
  const set = useSetOtherOrder(projectId, judge.id);
  const say = useStatus();
  const of = judges.find((one) => one.id === judge.swapped_of);
  const others = judges.filter((one) => one.id !== judge.id);
  if (of)
    return (
      <Panel title="The other order">
        <p>These are the verdicts of {of.name} with the sides swapped; see its page for flips.</p>
      </Panel>
    );
  if (!mayChange || others.length === 0) return null;
  return (
    <Panel title="The other order">
      <SelectField
        label="Its verdicts with the sides swapped"
        hint="Imported as a judge of their own; without them nothing is known about its order."
        value={judge.swapped_id ?? ""}
        disabled={set.isPending}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          set.mutate(chosen === "" ? null : Number(chosen), {
            onSuccess: () => say("Saved; the figures below count them now.", "ok"),
            onError: (error) => say(error.message, "danger"),
          });
        }}
      >
        <option value="">Not imported</option>
        {others.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </SelectField>
    </Panel>
  );
}
