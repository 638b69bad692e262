import { Link } from "react-router";
import type { Term, Texts } from "@/api/typesPrinciples";
import { coefficient, count, percent, plural } from "@/lib/figures";
import { Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import { TakeAlong } from "@/ui/TakeAlong";
import styles from "./PrinciplesPage.module.css";

/** What people write to one question, summed up by the words they use more than the responses do. */
export function TextsPanel({ texts, base }: { texts: Texts; base: string }) {
  const columns: Column<Term>[] = [
    { key: "term", head: "They say", cell: (t) => <bdi>{t.term}</bdi>, sortBy: (t) => t.term },
    {
      key: "first",
      head: "in texts",
      numeric: true,
      cell: (t) => `${count(t.first)} (${percent(t.first / Math.max(1, texts.n_texts))})`,
      sortBy: (t) => t.first,
    },
    {
      key: "z",
      head: "z",
      numeric: true,
      cell: (t) => coefficient(t.z),
      sortBy: (t) => t.z,
    },
    { key: "quotes", head: "For example", cell: (t) => <Quotes term={t} base={base} /> },
  ];
  const contrasted: Column<Term>[] = [
    { key: "term", head: "They say", cell: (t) => <bdi>{t.term}</bdi>, sortBy: (t) => t.term },
    {
      key: "of",
      head: "Of the",
      cell: (t) => (t.z > 0 ? "better response" : "other response"),
      sortBy: (t) => t.z,
    },
    { key: "first", head: "of the better", numeric: true, cell: (t) => count(t.first) },
    { key: "second", head: "of the other", numeric: true, cell: (t) => count(t.second) },
    { key: "z", head: "z", numeric: true, cell: (t) => coefficient(t.z), sortBy: (t) => t.z },
    { key: "quotes", head: "For example", cell: (t) => <Quotes term={t} base={base} /> },
  ];
  const csv = (terms: readonly Term[], name: string) => ({
    name: `${name}-${texts.key}`,
    columns: ["term", "z", "first", "second", "example"],
    rows: terms.map((t) => [t.term, t.z, t.first, t.second, t.examples[0]?.text ?? ""]),
  });
  return (
    <Panel title={`What do people write? ${texts.title}`}>
      {texts.why_not ? (
        <p>Cannot be summed up: {texts.why_not}.</p>
      ) : (
        <>
          <p className={styles.note}>
            From {plural(texts.n_texts, "text")}, the latest: words that people use more than the
            responses themselves do (log-odds with an informative prior). What comes up again and
            again belongs in the guidelines, and in a judge’s rubric.
          </p>
          <Table
            caption="Words that people use"
            columns={columns}
            rows={texts.terms}
            rowKey={(t) => t.term}
            empty={<p>No word stands out.</p>}
            tall
          />
          {texts.terms.length > 0 && (
            <TakeAlong what="Words that people use" numbers={csv(texts.terms, "words")} />
          )}
          {texts.contrast.length > 0 && (
            <>
              <h3>Of the better response, and of the other</h3>
              <Table
                caption="Words of the better response and of the other"
                columns={contrasted}
                rows={texts.contrast}
                rowKey={(t) => t.term}
                tall
              />
              <TakeAlong
                what="Words of the better response and of the other"
                numbers={csv(texts.contrast, "words-of-the-better")}
              />
            </>
          )}
        </>
      )}
      {texts.reasons.length > 0 && (
        <Table
          caption="Reasons that were named"
          columns={[
            { key: "reason", head: "Reason", cell: (r) => r.title },
            { key: "n", head: "Named", numeric: true, cell: (r) => count(r.n), sortBy: (r) => r.n },
          ]}
          rows={texts.reasons}
          rowKey={(r) => r.key}
        />
      )}
    </Panel>
  );
}

function Quotes({ term, base }: { term: Term; base: string }) {
  return (
    <ul className={styles.quotes}>
      {term.examples.map((one) => (
        <li key={`${one.item_id} ${one.text}`}>
          <q dir="auto">{one.text}</q>{" "}
          <Link to={`${base}/items/${one.item_id}`}>{one.external_id}</Link>
        </li>
      ))}
    </ul>
  );
}
