import { useDeferredValue } from "react";
import { fieldError } from "@/api/fields";
import { type PolicyChoice, useRoutingPreview, useSavePolicy } from "@/api/queries/routing";
import type { PolicyKind, RoutingConfig, RoutingPreview } from "@/api/types";
import { useKept } from "@/lib/kept";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Choices, SelectField, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { useStatus } from "@/ui/Status";
import { type Column, Table } from "@/ui/Table";
import {
  auditWords,
  choicesOf,
  fieldsOf,
  moveWords,
  previewWords,
  stackNames,
  stackOf,
} from "./words";

type Props = {
  projectId: number;
  kinds: readonly PolicyKind[];
  config: RoutingConfig | null;
  onClose: () => void;
};

const AUDIT = 0.05;

/** Another policy, with what it would do shown before it is saved. */
export function PolicyDialog({ projectId, kinds, config, onClose }: Props) {
  const first: PolicyChoice = {
    policy: config?.policy ?? kinds[0]?.key ?? "",
    params: config?.params ?? {},
    audit_rate: config?.audit_rate ?? AUDIT,
  };
  const [choice, setChoice] = useKept(`policy ${projectId} ${config?.version ?? 0}`, first);
  const save = useSavePolicy(projectId);
  const say = useStatus();
  const kind = kinds.find((k) => k.key === choice.policy);
  const setParam = (name: string, value: unknown) =>
    setChoice({ ...choice, params: { ...choice.params, [name]: value } });
  const stack = stackNames(kind, choice.params.policies);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Who judges"
      wide
      actions={
        <>
          <Button
            onClick={() => {
              setChoice(first);
              onClose();
            }}
          >
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={save.isPending}
            onClick={() =>
              save.mutate(choice, {
                onSuccess: (made) => {
                  setChoice(first);
                  say(`Policy version ${made.version} is in force.`, "ok");
                  onClose();
                },
              })
            }
          >
            {save.isPending ? "Saving…" : "Save as a new version"}
          </Button>
        </>
      }
    >
      <Choices
        legend="Policy"
        name="policy"
        value={choice.policy}
        choices={kinds.map((k) => ({ value: k.key, label: k.title, hint: k.summary }))}
        onChange={(policy) => setChoice({ ...choice, policy, params: {} })}
      />
      <FieldRow>
        {choicesOf(kind).map((field) => (
          <SelectField
            key={field.name}
            label={field.title}
            hint={field.description}
            value={String(choice.params[field.name] ?? field.default)}
            onChange={(event) => setParam(field.name, event.currentTarget.value)}
            error={fieldError(save.error, `params.${field.name}`)}
          >
            {field.options.map((option) => (
              <option key={option} value={option}>
                {kinds.find((k) => k.key === option)?.title ?? option.replaceAll("_", " ")}
              </option>
            ))}
          </SelectField>
        ))}
        {stack !== null && (
          <TextField
            key={choice.policy}
            label="Policies, in their order"
            hint="Keys with commas between: rules, margin, disagreement, confidence, guaranteed, learned_error."
            defaultValue={stack}
            onChange={(event) =>
              setParam("policies", stackOf(event.currentTarget.value, choice.params.policies))
            }
            error={fieldError(save.error, "params.policies")}
          />
        )}
        {fieldsOf(kind).map((field) => (
          <TextField
            key={field.name}
            type="number"
            min={field.minimum}
            max={field.maximum}
            step="any"
            label={field.title}
            hint={field.description}
            required={!field.nullable}
            value={String(
              (field.name in choice.params ? choice.params[field.name] : field.default) ?? "",
            )}
            onChange={({ currentTarget: { value } }) =>
              setParam(field.name, value === "" ? null : Number(value))
            }
            error={fieldError(save.error, `params.${field.name}`)}
          />
        ))}
        <TextField
          type="number"
          min={0.1}
          max={100}
          step="any"
          label="Audited, %"
          hint={auditWords(choice.audit_rate)}
          value={String(Number((choice.audit_rate * 100).toFixed(3)))}
          onChange={(event) =>
            setChoice({ ...choice, audit_rate: Number(event.currentTarget.value) / 100 })
          }
          error={fieldError(save.error, "audit_rate")}
        />
      </FieldRow>
      <Preview projectId={projectId} choice={choice} />
      {save.error && <Notice tone="danger">{save.error.message}</Notice>}
    </Dialog>
  );
}

function Preview({ projectId, choice }: { projectId: number; choice: PolicyChoice }) {
  const asked = useDeferredValue(choice);
  const preview = useRoutingPreview(projectId, asked.audit_rate > 0 ? asked : null);
  return (
    <Loaded query={preview} what="The preview" lines={2}>
      {(data) => (
        <>
          <Notice tone={data.moved > 0 ? "warn" : "info"}>{previewWords(data)}</Notice>
          {data.sample.length > 0 && (
            <Table
              caption="Some of the items that would move"
              columns={columns}
              rows={data.sample.slice(0, 8)}
              rowKey={(row) => row.item_id}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

const columns: Column<RoutingPreview["sample"][number]>[] = [
  { key: "item", head: "Item", cell: (row) => row.external_id },
  { key: "move", head: "Would go", cell: (row) => moveWords(row.from, row.to) },
  { key: "reason", head: "Because", cell: (row) => row.reason },
];
