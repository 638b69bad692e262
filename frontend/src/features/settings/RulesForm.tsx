import type { FormEvent } from "react";
import { fieldError } from "@/api/fields";
import { useRules, useSetRules } from "@/api/queries/gold";
import type { Rules, RulesOut } from "@/api/typesGold";
import { plural } from "@/lib/figures";
import { useKeptForm } from "@/lib/kept";
import { Button } from "@/ui/Button";
import { Checkbox, TextField } from "@/ui/Field";
import { FieldRow, Form } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";

/** What the project asks of its people beside the items: all of it off until somebody sets it. */
export function RulesForm({ projectId }: { projectId: number }) {
  const rules = useRules(projectId);
  return (
    <Loaded query={rules} what="The rules" lines={10}>
      {(data) => <Fields projectId={projectId} rules={data} />}
    </Loaded>
  );
}

function Fields({ projectId, rules }: { projectId: number; rules: RulesOut }) {
  const save = useSetRules(projectId);
  const say = useStatus();
  const kept = useKeptForm(`rules ${projectId}`);
  const wrong = (name: keyof Rules) => fieldError(save.error, name);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(read(new FormData(event.currentTarget)), {
      onSuccess: () => {
        kept.saved();
        say("Saved. It holds from the next item on.", "ok");
      },
    });
  };
  const number = (name: keyof Rules, label: string, hint: string, more: Bounds = {}) => (
    <TextField
      name={name}
      type="number"
      label={label}
      hint={hint}
      error={wrong(name)}
      defaultValue={shown(name, rules[name])}
      {...more}
    />
  );
  return (
    <Form
      {...kept.form}
      onSubmit={submit}
      actions={
        <>
          {kept.changed && <Button type="reset">Undo changes</Button>}
          <Button type="submit" variant="primary" disabled={save.isPending}>
            {save.isPending ? "Saving…" : "Save"}
          </Button>
        </>
      }
    >
      <Panel title="Checking with known answers">
        <p>
          Items whose answer you know come between the others, and nobody can tell which they are.
          They take no place from real work. {available(rules)}
        </p>
        <FieldRow>
          {number("gold_rate", "Known items, % of what a person gets", "0: none.", percentage)}
        </FieldRow>
        <Checkbox
          name="show_gold"
          label="Show people afterwards which items these were, and what was expected"
          hint="In their own history. They can then tell others."
          defaultChecked={rules.show_gold}
        />
        <TextField
          name="gold_field"
          label="Take known answers from imports"
          hint="Name of a field in the items’ metadata that holds the answers. Empty: from nowhere."
          defaultValue={rules.gold_field}
          maxLength={60}
          error={wrong("gold_field")}
        />
      </Panel>
      <Panel title="Training before real work">
        <p>
          New people first answer training items and see after each what was expected and why.{" "}
          {plural(rules.known.training, "training item")} so far.
        </p>
        {rules.training_items > 0 && rules.known.training === 0 && (
          <Notice tone="warn">
            There is no training item yet, so everybody begins with real work. Make some under Known
            answers.
          </Notice>
        )}
        <FieldRow>
          {number("training_items", "Training items", "0: no training.", { min: 0, max: 100 })}
          {number("pass_mark", "To get right, %", "0: answering them all is enough.", {
            ...percentage,
            max: 100,
          })}
          {number("attempts", "Attempts", "Then they ask you.", { min: 1, max: 10 })}
        </FieldRow>
      </Panel>
      <Panel title="The same again">
        <p>
          Some items come a second time to the same person, with the responses the other way round:
          it shows who says the same again, and who follows the side.
        </p>
        <FieldRow>
          {number("repeat_rate", "Repeats, % of what a person gets", "0: none.", percentage)}
          {number("repeat_after", "Items in between, at least", "So that nobody remembers.", {
            min: 1,
          })}
        </FieldRow>
      </Panel>
      <Panel title="How much, and at what pace">
        <FieldRow>
          {number("quota_total", "Items per person, in all", "Empty: no limit.", { min: 1 })}
          {number("quota_day", "Items per person and day", "Days begin at midnight UTC.", {
            min: 1,
          })}
          {number("break_minutes", "Suggest a break after, minutes", "Empty: never.", { min: 5 })}
        </FieldRow>
        <FieldRow>
          {number("hourly_rate", "Pay for an hour of work", "Empty: pay is not mentioned.", {
            min: 0,
            step: 0.01,
          })}
          <TextField
            name="currency"
            label="Currency"
            defaultValue={rules.currency}
            maxLength={8}
            error={wrong("currency")}
          />
          {number("revise_days", "Days to change an answer", "0: half an hour, by undo.", {
            min: 0,
          })}
        </FieldRow>
        <p>
          People see the time an item takes, measured from everybody’s active time here, and what
          that pays.
        </p>
      </Panel>
      {save.error && <Notice tone="danger">{save.error.message}</Notice>}
    </Form>
  );
}

type Bounds = { min?: number; max?: number; step?: number };
const percentage: Bounds = { min: 0, max: 50, step: 0.5 };
/** Kept as shares, written as per cent. */
const SHARES: ReadonlySet<string> = new Set(["gold_rate", "repeat_rate", "pass_mark"]);
const LIMITS = ["quota_total", "quota_day", "break_minutes", "hourly_rate"] as const;

function shown(name: keyof Rules, value: Rules[keyof Rules]): string {
  if (value === null) return "";
  return String(SHARES.has(name) ? Math.round(Number(value) * 1000) / 10 : value);
}

export function read(form: FormData): Rules {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const share = (name: string) => Number(text(name)) / 100;
  const limit = (name: string) => (text(name) === "" ? null : Number(text(name)));
  const [quota_total, quota_day, break_minutes, hourly_rate] = LIMITS.map(limit) as [
    number | null,
    number | null,
    number | null,
    number | null,
  ];
  return {
    gold_rate: share("gold_rate"),
    show_gold: form.get("show_gold") === "on",
    gold_field: text("gold_field"),
    training_items: Number(text("training_items")),
    pass_mark: share("pass_mark"),
    attempts: Number(text("attempts") || 1),
    repeat_rate: share("repeat_rate"),
    repeat_after: Number(text("repeat_after") || 20),
    quota_total,
    quota_day,
    break_minutes,
    hourly_rate,
    currency: text("currency") || "USD",
    revise_days: Number(text("revise_days")),
  };
}

function available({ known, gold_rate }: RulesOut): string {
  const there = `${plural(known.usable, "known item")} can be mixed in now`;
  if (known.hidden > known.usable)
    return `${there}; ${known.hidden - known.usable} more still wait for people themselves.`;
  return gold_rate > 0 && known.usable === 0
    ? "There is none yet: make some under Known answers."
    : `${there}.`;
}
