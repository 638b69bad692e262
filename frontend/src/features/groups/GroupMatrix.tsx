import { useMemo } from "react";
import type { Grouping } from "@/api/typesGroups";
import { MatrixChart } from "@/features/quality/MatrixChart";

/** Each group with each other, and on the diagonal its own people. */
export function GroupMatrix({ grouping, name }: { grouping: Grouping; name: string }) {
  const matrix = useMemo(() => {
    const place = new Map(grouping.groups.map((g, n) => [g.key, n]));
    const own = grouping.groups.flatMap(({ within }, n) =>
      within.value === null ? [] : [{ a: n, b: n, agreement: within.value, n: within.n }],
    );
    const others = grouping.between.flatMap(({ a, b, agreement }) =>
      agreement.value === null
        ? []
        : [
            {
              a: place.get(a) ?? 0,
              b: place.get(b) ?? 0,
              agreement: agreement.value,
              n: agreement.n,
            },
          ],
    );
    const raters = grouping.groups.map((g, n) => ({
      id: n,
      name: g.title,
      judge: false,
      simulated: false,
    }));
    return { raters, cells: [...own, ...others], left_out: 0, why_not: "no two of them met" };
  }, [grouping]);
  return (
    <MatrixChart
      matrix={matrix}
      title="Which groups agree?"
      of="Percent of pairs of people"
      name={`groups-matrix-${grouping.field}-${name}`}
    />
  );
}
