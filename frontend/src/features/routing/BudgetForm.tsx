import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fields";
import { useSaveBudget } from "@/api/queries/routing";
import type { Budget } from "@/api/types";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { useStatus } from "@/ui/Status";
import styles from "./RoutingPage.module.css";

type Props = {
  projectId: number;
  unit: "usd" | "human_judgments";
  label: string;
  hint: string;
  budget: Budget | null;
};

/** The limit of one budget: hard, and never below what is spent and set aside. */
export function BudgetForm({ projectId, unit, label, hint, budget }: Props) {
  const save = useSaveBudget(projectId);
  const say = useStatus();
  const [limit, setLimit] = useState(budget ? String(Number(budget.limit)) : "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ unit, limit: Number(limit) }, { onSuccess: () => say("Budget saved.", "ok") });
  };
  return (
    <form className={styles.budget} onSubmit={submit}>
      <TextField
        type="number"
        min={0}
        step={unit === "usd" ? "any" : 1}
        required
        label={label}
        hint={hint}
        value={limit}
        onChange={(event) => setLimit(event.currentTarget.value)}
        error={fieldError(save.error, "limit")}
      />
      <Button
        type="submit"
        disabled={save.isPending || limit === "" || Number(limit) === Number(budget?.limit)}
      >
        {budget ? "Change" : "Set"}
      </Button>
      {save.error && !fieldError(save.error, "limit") && (
        <Notice tone="danger">{save.error.message}</Notice>
      )}
    </form>
  );
}
