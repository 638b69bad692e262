import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useRater } from "@/api/queries/quality";
import { useSession } from "@/api/queries/session";
import type { Figure, RaterQuestion, Rater as Seen } from "@/api/typesQuality";
import { EraseDialog } from "@/features/members/EraseDialog";
import { coefficient, count, duration, percent, plural } from "@/lib/figures";
import { Button, ButtonLink } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Facts } from "@/ui/Facts";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { type Column, Table } from "@/ui/Table";
import { Protocols } from "./Protocols";
import { asOf, METHODS, number, share, steady } from "./words";

/** One rater beside the middle of all people. */
export default function RaterPage() {
  const { id, raterId } = useParams();
  const rater = useRater(Number(id), Number(raterId));
  const { data: session } = useSession();
  const role = session?.memberships.find((m) => m.project.id === Number(id))?.role;
  const [erasing, setErasing] = useState(false);
  const go = useNavigate();
  const say = useStatus();
  return (
    <Page
      title={rater.data?.name ?? "Rater"}
      sentence={rater.data && sentence(rater.data)}
      actions={
        <>
          {role === "admin" && rater.data?.kind === "human" && (
            <Button variant="quiet" onClick={() => setErasing(true)}>
              Delete data…
            </Button>
          )}
          <ButtonLink to={`/p/${id}/quality`}>All raters</ButtonLink>
        </>
      }
    >
      <Loaded query={rater} what="The rater">
        {(data) => (
          <>
            {asOf(data.as_of) && <Notice>{asOf(data.as_of)}</Notice>}
            {data.figures ? (
              <Body rater={data} figures={data.figures} />
            ) : (
              data.as_of && (
                <EmptyState title="Nothing to show yet">
                  No judgment of theirs answers a question that is asked now.
                </EmptyState>
              )
            )}
          </>
        )}
      </Loaded>
      {erasing && (
        <EraseDialog
          projectId={Number(id)}
          whom={{ raterId: Number(raterId) }}
          onClose={() => setErasing(false)}
          onDone={(person) => {
            say(`The data of ${person} are deleted.`, "ok");
            void go(`/p/${id}/quality`);
          }}
        />
      )}
    </Page>
  );
}

function sentence({ kind, simulated, figures, people }: Seen): string {
  const who = kind === "judge" ? "An LLM judge" : simulated ? "A simulated rater" : "A person";
  const judged = figures ? plural(figures.judged, "judgment") : "no judgments";
  const beside = people > 1 ? `, beside ${plural(people, "person", "people")}` : "";
  return `${who} with ${judged}${beside}.`;
}

type Figures = NonNullable<Seen["figures"]>;

function Body({ rater, figures }: { rater: Seen; figures: Figures }) {
  const { speed, flags, gold } = figures;
  return (
    <>
      {flags.length > 0 && (
        <Notice tone="warn" title="Worth a look">
          {flags
            .map((f) => (f.question ? `${rater.titles[f.question] ?? f.question}: ` : "") + f.text)
            .join("; ")}
          . Flags say where to look; they prove nothing.
        </Notice>
      )}
      <Panel title="At work">
        <Facts
          facts={[
            ["Judgments", count(figures.judged)],
            ...(rater.kind === "human"
              ? ([
                  [
                    "Median time",
                    speed?.median_seconds == null
                      ? "no time was kept"
                      : duration(speed.median_seconds),
                  ],
                  [
                    "Faster than reading",
                    speed?.too_fast == null ? "–" : `${percent(speed.too_fast)} of verdicts`,
                  ],
                  [
                    "Speed beside others",
                    speed?.robust_z == null
                      ? "cannot be computed: it takes three people with times"
                      : `${coefficient(speed.robust_z)} standard deviations`,
                  ],
                ] as const)
              : []),
            [
              "Known answers",
              gold.value === null ? `cannot be computed: ${gold.why_not}` : share(gold),
            ],
          ]}
        />
      </Panel>
      {figures.questions.map((of) => (
        <Panel key={of.question} title={rater.titles[of.question] ?? of.question}>
          <Beside of={of} typical={rater.typical[of.question] ?? {}} />
        </Panel>
      ))}
      <Protocols rows={figures.protocols.map((of) => ({ ...of, who: rater.name }))} />
    </>
  );
}

type Row = { key: string; what: string; figure: Figure; typical?: number | null; share: boolean };

/** Their figures on one question, and the middle person's. */
function Beside({ of, typical }: { of: RaterQuestion; typical: Record<string, number | null> }) {
  const row = (key: string, what: string, figure: Figure, isShare = true): Row => ({
    key,
    what,
    figure,
    typical: typical[key] ?? null,
    share: isShare,
  });
  // Of other questions all three say that only comparisons have them.
  const pairs = of.left.value !== null || of.left.why_not !== of.longer.why_not;
  const rows: Row[] = [
    row("agreement", "Says what other people say", of.agreement),
    ...Object.entries(of.reliability).map(([method, figure]) =>
      row(method, `Reliability by ${METHODS[method] ?? method}`, figure),
    ),
    row("consistent", "Says the same again on the same item", of.consistent),
    ...(pairs
      ? [
          row("left", "Chooses the left one", of.left),
          row("longer", "Pull of the longer response (log-odds)", of.longer, false),
          row("marked", "Pull of lists, bold and headings (log-odds)", of.marked, false),
        ]
      : []),
  ];
  return (
    <>
      <Table caption="Beside other people" columns={columns} rows={rows} rowKey={(r) => r.key} />
      <Facts
        facts={[
          ["Judged", count(of.n)],
          ...(of.ties === null ? [] : ([["Ties", percent(of.ties)]] as const)),
          ["Longest run of one verdict", count(of.longest_run)],
          ["Over the weeks", steady(of.steadiness)],
          ...(pairs ? ([["Side", lean(of)]] as const) : []),
        ]}
      />
    </>
  );
}

function lean({ left, left_biased }: RaterQuestion): string {
  if (left.value === null) return "not known";
  return left_biased ? "leans to one side, more than chance" : "no sign of a lean";
}

const columns: Column<Row>[] = [
  { key: "what", head: "What", cell: (r) => r.what },
  {
    key: "value",
    head: "This rater",
    numeric: true,
    cell: (r) => {
      if (r.figure.value === null) return "–";
      return r.share ? share(r.figure) : number(r.figure);
    },
  },
  {
    key: "typical",
    head: "Middle person",
    numeric: true,
    cell: (r) => {
      if (r.typical == null) return "–";
      return r.share ? percent(r.typical) : coefficient(r.typical);
    },
  },
  {
    key: "n",
    head: "Rests on",
    numeric: true,
    cell: (r) => (r.figure.value === null ? "" : count(r.figure.n)),
  },
  {
    key: "why",
    head: "Why there is none",
    cell: (r) => (r.figure.value === null ? r.figure.why_not : ""),
  },
];
