import { useMemo } from "react";
import type { Budget, Routing } from "@/api/types";
import { count, usd } from "@/lib/figures";
import { JUDGE, PEOPLE, QUIET, REST } from "@/ui/charts/paint";
import { type Share, ShareBar } from "@/ui/charts/ShareBar";

/** Each budget as a bar: spent, set aside for work under way, left. */
export function Spend({ budgets }: { budgets: Routing["budgets"] }) {
  return (
    <>
      {budgets.usd && (
        <BudgetBar
          budget={budgets.usd}
          title="Money for judges"
          name="budget-usd"
          paint={JUDGE}
          words={usd}
        />
      )}
      {budgets.human_judgments && (
        <BudgetBar
          budget={budgets.human_judgments}
          title="Judgments asked of people"
          name="budget-people"
          paint={PEOPLE}
          words={(n) => count(Number(n))}
        />
      )}
      {!budgets.usd && !budgets.human_judgments && (
        <p>No budget is set: nothing limits what is asked.</p>
      )}
    </>
  );
}

type BarProps = {
  budget: Budget;
  title: string;
  name: string;
  paint: string;
  words: (n: number) => string;
};

function BudgetBar({ budget, title, name, paint, words }: BarProps) {
  const shares = useMemo<Share[]>(() => {
    const [limit, spent, reserved] = [budget.limit, budget.spent, budget.reserved].map(Number) as [
      number,
      number,
      number,
    ];
    const left = Math.max(0, limit - spent - reserved);
    return [
      { key: "spent", label: "Spent", n: spent, text: words(spent), paint },
      { key: "reserved", label: "Set aside", n: reserved, text: words(reserved), paint: QUIET },
      {
        key: "left",
        label: "Left",
        n: left,
        text: `${words(left)} of ${words(limit)}`,
        paint: REST,
      },
    ];
  }, [budget, paint, words]);
  const said = shares.map((s) => `${s.label.toLowerCase()} ${s.text}`).join(", ");
  return <ShareBar title={title} name={name} summary={`${title}: ${said}.`} shares={shares} />;
}
