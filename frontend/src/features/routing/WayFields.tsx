import { useState } from "react";
import { useJudgeProtocols } from "@/api/queries/judges";
import { useProject } from "@/api/queries/projects";
import type { Judge, JudgeProtocol } from "@/api/types";
import { Checkbox, SelectField, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import type { Backend } from "./judge";
import styles from "./RoutingPage.module.css";

type Props = {
  projectId: number;
  backend: Backend;
  edited: Judge | undefined;
  wrong: (name: string) => string | undefined;
};
const USUAL: Partial<Record<Backend, string>> = {
  transformers: "one_token.v1",
  reward: "score.v1",
  likelihood: "score.v1",
  similarity: "score.v1",
  trained: "score.v1",
};

/** How it is asked, in how many orders and how often, each with what that costs. */
export function WayFields({ projectId, backend, edited, wrong }: Props) {
  const protocols = useJudgeProtocols(projectId);
  const fitting = protocols.data?.filter((p) => (p.backends as string[]).includes(backend)) ?? [];
  const [chosen, setChosen] = useState(edited?.spec.template ?? "");
  const template = chosen || USUAL[backend] || "pairwise.v1";
  const way = fitting.find((p) => p.templates.includes(template));
  return (
    <>
      <FieldRow>
        <SelectField
          name="template"
          label="Way of asking"
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
          hint={way?.summary}
          error={wrong("template")}
        >
          <option value="">The usual one for this kind</option>
          {fitting.flatMap((p) =>
            p.templates.map((name) => (
              <option key={name} value={name}>
                {p.title}
              </option>
            )),
          )}
        </SelectField>
        {way && <Orders key={way.key} way={way} edited={edited} error={wrong("orders")} />}
        <TextField
          name="samples"
          type="number"
          min={1}
          max={15}
          defaultValue={edited?.spec.samples ?? 1}
          label="Answers to each call"
          hint="Each costs as much as the first. Several show how sure it is; at temperature 0 they are all alike."
          error={wrong("samples")}
        />
      </FieldRow>
      {way?.needs_reference && (
        <Notice>
          An item needs a reference answer in its context (context.reference); without one it goes
          to people, unpaid.
        </Notice>
      )}
      {way?.rates_aspects && (
        <Aspects projectId={projectId} edited={edited} error={wrong("aspects")} />
      )}
    </>
  );
}

/** Both orders of a pair always; of a list, more if one likes. */
function Orders(props: {
  way: JudgeProtocol;
  edited: Judge | undefined;
  error?: string | undefined;
}) {
  const { orders } = props.way;
  const label = "Orders";
  if (orders.length === 1)
    return (
      <SelectField
        label={label}
        disabled
        hint={
          orders[0] === 1
            ? "It reads one response at a time: no order can sway it, and none is paid for."
            : "Always both, so two calls a pair: one alone cannot tell a liking for the first place from a verdict."
        }
        error={props.error}
      >
        <option>{orders[0] === 1 ? "None" : "Both"}</option>
      </SelectField>
    );
  const now = props.edited?.spec.orders;
  return (
    <SelectField
      name="orders"
      label={label}
      defaultValue={typeof now === "number" ? now : orders[0]}
      hint="One call each: four cost twice as much as two, six three times. More even out the places."
      error={props.error}
    >
      {orders.map((n) => (
        <option key={n} value={n}>
          {n === orders[0] ? `${n}: forwards and backwards` : n}
        </option>
      ))}
    </SelectField>
  );
}

/** Which of the project's questions a judge that sees one response at a time rates. */
function Aspects(props: {
  projectId: number;
  edited: Judge | undefined;
  error?: string | undefined;
}) {
  const project = useProject(props.projectId);
  const asked = (project.data?.questions?.questions ?? []).filter(
    (q) => q.type === "rating" || q.type === "comparison",
  );
  const rated = props.edited?.spec.aspects ?? [];
  return (
    <fieldset className={styles.members}>
      <legend>Aspects it rates</legend>
      <p className={styles.quiet}>
        Two calls each, one for each response. None chosen: the project’s ratings, or the comparison
        where there are none.
      </p>
      {asked.map((question) => (
        <Checkbox
          key={question.key}
          name="aspects"
          value={question.key}
          label={question.title}
          defaultChecked={rated.includes(question.key)}
        />
      ))}
      {props.error && <Notice tone="danger">{props.error}</Notice>}
    </fieldset>
  );
}
