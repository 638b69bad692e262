import { Button } from "./Button";
import { type Numbers, toCsv } from "./charts/csv";
import { download } from "./charts/download";

/** The numbers of a table as a file. */
export function TakeAlong({ what, numbers }: { what: string; numbers: Numbers }) {
  return (
    <div>
      <Button
        size="small"
        variant="quiet"
        aria-label={`${what}: numbers as CSV`}
        onClick={() => download(`${numbers.name}.csv`, toCsv(numbers), "text/csv")}
      >
        CSV
      </Button>
    </div>
  );
}
