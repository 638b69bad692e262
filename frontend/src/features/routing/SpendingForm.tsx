import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fields";
import { useSaveSpending } from "@/api/queries/routing";
import type { Spending, SpendingTerms } from "@/api/types";
import { Button } from "@/ui/Button";
import { SelectField, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import { useStatus } from "@/ui/Status";
import { paceWords } from "./pace";

const NUMBERS = [
  "amount",
  "usd_per_judgment",
  "usd_per_hour",
  "days",
  "front",
  "reserve",
  "worth",
] as const;
type Name = (typeof NUMBERS)[number];

/** Paying people from money or minutes, spread over days, some kept for audits. */
export function SpendingForm({
  projectId,
  spending,
}: {
  projectId: number;
  spending: Spending | null;
}) {
  const [unit, setUnit] = useState<Spending["unit"]>(spending?.unit ?? "minutes");
  const [texts, setTexts] = useState<Record<Name, string>>(() => textsOf(spending));
  const save = useSaveSpending(projectId);
  const say = useStatus();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(termsOf(unit, texts), { onSuccess: () => say("Budget for people saved.", "ok") });
  };
  const field = (name: Name, label: string, hint: string, most?: number) => (
    <TextField
      type="number"
      min={name === "days" ? 1 : 0}
      max={most}
      step={name === "days" ? 1 : "any"}
      required={name !== "worth"}
      label={label}
      hint={hint}
      value={texts[name]}
      onChange={(event) => setTexts({ ...texts, [name]: event.currentTarget.value })}
      error={fieldError(save.error, name)}
    />
  );
  return (
    <form onSubmit={submit}>
      {spending && <p>{paceWords(spending)}</p>}
      <FieldRow>
        <SelectField
          label="People are paid in"
          hint="The hard limit is the judgments that it buys."
          value={unit}
          onChange={(event) => setUnit(event.currentTarget.value as Spending["unit"])}
          error={fieldError(save.error, "unit")}
        >
          <option value="minutes">Minutes</option>
          <option value="usd">Money</option>
        </SelectField>
        {field(
          "amount",
          unit === "usd" ? "In all, $" : "In all, minutes",
          "From the beginning on.",
        )}
        {unit === "usd" && field("usd_per_judgment", "$ a judgment", "0 where paid by the hour.")}
        {unit === "usd" && field("usd_per_hour", "$ an hour", "Of active time, as measured.")}
        {field("days", "Spread over, days", "1: all of it at once.", 3650)}
        {field("front", "More at first, %", "0: the same every day.", 100)}
        {field("reserve", "Kept for audits, %", "Only audits may use it.", 99)}
        {field(
          "worth",
          unit === "usd" ? "A right label is worth, $" : "A right label is worth, minutes",
          "Empty: people are asked while the budget lasts.",
        )}
      </FieldRow>
      <Button type="submit" disabled={save.isPending || texts.amount === ""}>
        {spending ? "Change" : "Pay from this instead"}
      </Button>
      {save.error && <Notice tone="danger">{save.error.message}</Notice>}
    </form>
  );
}

function textsOf(spending: Spending | null): Record<Name, string> {
  const share = (value: number) => String(Number((value * 100).toFixed(3)));
  return {
    amount: spending ? String(spending.amount) : "",
    usd_per_judgment: String(spending?.usd_per_judgment ?? 0),
    usd_per_hour: String(spending?.usd_per_hour ?? 0),
    days: String(spending?.days ?? 1),
    front: share(spending?.front ?? 0),
    reserve: share(spending?.reserve ?? 0),
    worth: spending?.worth ? String(spending.worth) : "",
  };
}

function termsOf(unit: Spending["unit"], texts: Record<Name, string>): SpendingTerms {
  return {
    unit,
    amount: texts.amount,
    usd_per_judgment: unit === "usd" ? texts.usd_per_judgment : "0",
    usd_per_hour: unit === "usd" ? texts.usd_per_hour : "0",
    days: Number(texts.days),
    front: Number(texts.front) / 100,
    reserve: Number(texts.reserve) / 100,
    worth: texts.worth || null,
  };
}
