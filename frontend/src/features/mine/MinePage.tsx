import { useParams, useSearchParams } from "react-router";
import { type HistoryFilter, useMine, useMyHistory } from "@/api/queries/mine";
import { useProject } from "@/api/queries/projects";
import type { Question } from "@/api/types";
import type { Mine, MyJudgment } from "@/api/typesGold";
import { allDisplayed } from "@/lib/displayed";
import { dateTime, duration, percent } from "@/lib/figures";
import { number, plural, t } from "@/lib/i18n";
import { Badge } from "@/ui/Badge";
import { Button, ButtonLink } from "@/ui/Button";
import { Facts } from "@/ui/Facts";
import { Checkbox, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Page, Panel } from "@/ui/Page";
import { RichText } from "@/ui/RichText";
import { type Column, Table } from "@/ui/Table";
import { AboutMeLink } from "./AboutMeLink";
import { Days } from "./Days";

/** A person's own work: their pace, and every answer they gave, to look at and to change. */
export default function MinePage() {
  const id = Number(useParams().id);
  const mine = useMine(id);
  const project = useProject(id);
  return (
    <Page
      title={t("Your work")}
      sentence={mine.data && sentence(mine.data)}
      actions={
        <ButtonLink to={`/p/${id}/bench`} variant="primary">
          {t("Go on judging")}
        </ButtonLink>
      }
    >
      <Loaded query={mine} what={t("Your work")}>
        {(data) => (
          <Panel title={t("Pace and progress")}>
            <Facts facts={facts(data)} />
            <Days days={data.per_day} />
          </Panel>
        )}
      </Loaded>
      <AboutMeLink projectId={id} />
      <Panel title={t("Your answers")}>
        <History
          projectId={id}
          questions={project.data?.questions?.questions ?? []}
          told={mine.data?.checked != null || (mine.data?.training.length ?? 0) > 0}
        />
      </Panel>
    </Page>
  );
}

function sentence({ judged, today }: Mine): string {
  return plural(
    judged,
    "You judged {n} item here, {today} of them today.",
    "You judged {n} items here, {today} of them today.",
    { today },
  );
}

function money(amount: number, currency: string): string {
  return `${amount.toFixed(2)} ${currency}`;
}

function facts(mine: Mine): (readonly [string, string])[] {
  const { expected, checked, training } = mine;
  const found: (readonly [string, string])[] = [
    [t("Active time"), duration(mine.active_seconds)],
    [t("Your middle item"), mine.median_seconds === null ? "–" : duration(mine.median_seconds)],
    [
      t("An item here takes about"),
      expected.seconds === null ? t("not measured yet") : duration(expected.seconds),
    ],
  ];
  if (expected.pay !== null) found.push([t("and pays"), money(expected.pay, expected.currency)]);
  if (mine.earned !== null)
    found.push([t("Your time so far, at that rate"), money(mine.earned, expected.currency)]);
  if (mine.quota_day !== null)
    found.push([t("Today"), `${number(mine.today)} / ${number(mine.quota_day)}`]);
  if (mine.quota_total !== null)
    found.push([t("In all"), `${number(mine.judged)} / ${number(mine.quota_total)}`]);
  if (checked)
    found.push([
      t("Right on items whose answer is known"),
      checked.value === null ? "–" : `${percent(checked.value)} (n = ${number(checked.n)})`,
    ]);
  const last = training.at(-1);
  if (last)
    found.push([
      t("Training"),
      `${last.passed ? t("passed") : t("not passed")}: ${number(last.right)} / ${number(last.asked)}`,
    ]);
  return found;
}

type HistoryProps = { projectId: number; questions: readonly Question[]; told: boolean };

function History({ projectId, questions, told }: HistoryProps) {
  const [search, setSearch] = useSearchParams();
  const filter: HistoryFilter = {
    ...(search.get("revised") ? { revised: true } : {}),
    ...(search.get("checked") ? { checked: true } : {}),
    ...(search.get("since") ? { since: search.get("since") ?? "" } : {}),
    ...(search.get("until") ? { until: search.get("until") ?? "" } : {}),
  };
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  const list = useMyHistory(projectId, filter);
  const rows = list.data?.pages.flatMap((page) => page.results);
  return (
    <>
      <FieldRow>
        <TextField
          type="date"
          label={t("From")}
          value={filter.since ?? ""}
          onChange={(event) => set("since", event.currentTarget.value)}
        />
        <TextField
          type="date"
          label={t("Until")}
          value={filter.until ?? ""}
          onChange={(event) => set("until", event.currentTarget.value)}
        />
      </FieldRow>
      <Checkbox
        label={t("Only those I changed")}
        checked={filter.revised ?? false}
        onChange={(event) => set("revised", event.currentTarget.checked ? "1" : "")}
      />
      {told && (
        <Checkbox
          label={t("Only those whose expected answer is shown")}
          checked={filter.checked ?? false}
          onChange={(event) => set("checked", event.currentTarget.checked ? "1" : "")}
        />
      )}
      <Loaded query={{ ...list, data: rows }} what={t("Your answers")}>
        {(data) => (
          <>
            <Table
              caption={t("Your answers, the latest first")}
              columns={columns(projectId, questions, told)}
              rows={data}
              rowKey={(row) => row.id}
              empty={<p>{t("None.")}</p>}
            />
            {list.hasNextPage && (
              <Button onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
                {t("Show more")}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function columns(
  projectId: number,
  questions: readonly Question[],
  told: boolean,
): Column<MyJudgment>[] {
  const checked: Column<MyJudgment> = {
    key: "checked",
    head: t("Expected"),
    cell: ({ checked }) =>
      checked && (
        <>
          <Badge tone={checked.right ? "ok" : "warn"}>
            {checked.right ? t("right") : t("wrong")}
          </Badge>{" "}
          {!checked.right && <span dir="auto">{allDisplayed(checked.expected, questions)}</span>}{" "}
          {checked.explanation && <RichText text={checked.explanation} small />}
        </>
      ),
  };
  return [
    { key: "at", head: t("When"), cell: (row) => dateTime(row.at) },
    { key: "prompt", head: t("Prompt"), cell: (row) => <bdi>{row.prompt_head}</bdi> },
    {
      key: "answers",
      head: t("You said"),
      cell: (row) => (
        <>
          <span dir="auto">{allDisplayed(row.answers, questions)}</span>{" "}
          {row.revised && <Badge>{t("changed")}</Badge>}
        </>
      ),
    },
    ...(told ? [checked] : []),
    {
      key: "seconds",
      head: t("Time"),
      numeric: true,
      cell: (row) => (row.active_seconds === null ? "–" : duration(row.active_seconds)),
    },
    {
      key: "change",
      head: <span className="visually-hidden">{t("Change")}</span>,
      numeric: true,
      cell: (row) =>
        row.may_revise && (
          <ButtonLink
            size="small"
            to={`/p/${projectId}/bench?again=${row.assignment_id}`}
            aria-label={t("Open again: {prompt}", { prompt: row.prompt_head })}
          >
            {t("Open again")}
          </ButtonLink>
        ),
    },
  ];
}
