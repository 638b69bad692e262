import { type FormEvent, useState } from "react";
import { useParams } from "react-router";
import { useProject } from "@/api/queries/projects";
import { useAboutMe, useTellAboutMe, useWithdraw } from "@/api/queries/surveys";
import type { AboutMe } from "@/api/typesGroups";
import { dateTime } from "@/lib/figures";
import { number, t } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Checkbox, SelectField } from "@/ui/Field";
import { Form } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { RichText } from "@/ui/RichText";
import { useStatus } from "@/ui/Status";

const OPEN = "";
const DECLINED = "\u0000declined"; // no key of a choice

/** What the project would like to know about a person: all of it up to them, and taken back here. */
export default function AboutMePage() {
  const id = Number(useParams().id);
  const mine = useAboutMe(id);
  return (
    <Page title={t("About you")} narrow>
      <Loaded query={mine} what={t("About you")} lines={8}>
        {(data) =>
          data.fields.length === 0 ? (
            <EmptyState title={t("Nothing is asked about you here")} />
          ) : (
            <Asked key={data.version} projectId={id} mine={data} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Asked({ projectId, mine }: { projectId: number; mine: AboutMe }) {
  const project = useProject(projectId);
  const agreed = mine.agreed_at !== null;
  const [agree, setAgree] = useState(agreed);
  const tell = useTellAboutMe(projectId);
  const withdraw = useWithdraw(projectId);
  const say = useStatus();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = mine.fields
      .map(({ key }) => [key, String(form.get(key) ?? OPEN)] as const)
      .filter(([, value]) => value !== OPEN)
      .map(([key, value]) => [key, value === DECLINED ? null : value]);
    tell.mutate(
      { version: mine.version, answers: Object.fromEntries(given) },
      { onSuccess: () => say(t("Saved."), "ok") },
    );
  };
  return (
    <>
      {mine.changed && (
        <Notice tone="warn">
          {t(
            "The text has changed since you agreed to it. Until you agree again, what you told is used for nothing.",
          )}
        </Notice>
      )}
      <Panel title={t("What it is for")}>
        <RichText text={mine.consent} lang={project.data?.language ?? ""} />
        <p>
          {mine.exported
            ? t(
                "Beside your pseudonym, exports of this project may hold what you tell, where at least {n} people told the same; pages show it in groups alone. You need not answer anything, and can take it back here at any time: your answers are then deleted, and are in no later export.",
                { n: number(mine.min_group) },
              )
            : t(
                "Nobody sees what you tell. It is used for figures over groups of at least {n} people. You need not answer anything, and can take it back here at any time; your answers are then deleted.",
                { n: number(mine.min_group) },
              )}
        </p>
      </Panel>
      <Form
        onSubmit={submit}
        actions={
          <>
            <Button type="submit" variant="primary" disabled={!agree || tell.isPending}>
              {agreed ? t("Save") : t("Agree and save")}
            </Button>
            {(agreed || mine.changed) && (
              <Button
                disabled={withdraw.isPending}
                onClick={() =>
                  withdraw.mutate(undefined, {
                    onSuccess: () => {
                      setAgree(false);
                      say(t("Taken back: your answers are deleted."), "ok");
                    },
                  })
                }
              >
                {t("Take back and delete my answers")}
              </Button>
            )}
          </>
        }
      >
        {agreed ? (
          <p>{t("You agreed on {when}.", { when: dateTime(mine.agreed_at ?? "") })}</p>
        ) : (
          <Checkbox
            label={t("I have read this, and agree")}
            checked={agree}
            onChange={(event) => setAgree(event.currentTarget.checked)}
          />
        )}
        {agree &&
          mine.fields.map((field) => (
            <SelectField
              // A withdrawal empties the form: other answers are another field.
              key={`${field.key} ${mine.answers[field.key] ?? ""}`}
              name={field.key}
              label={<span dir="auto">{field.title}</span>}
              hint={field.help ? <span dir="auto">{field.help}</span> : undefined}
              defaultValue={chosen(mine.answers, field.key)}
            >
              <option value={OPEN}>–</option>
              {field.choices.map((choice) => (
                <option key={choice.key} value={choice.key}>
                  {choice.title}
                </option>
              ))}
              <option value={DECLINED}>{t("I prefer not to say")}</option>
            </SelectField>
          ))}
        {tell.error && <Notice tone="danger">{tell.error.message}</Notice>}
        {withdraw.error && <Notice tone="danger">{withdraw.error.message}</Notice>}
      </Form>
    </>
  );
}

function chosen(answers: AboutMe["answers"], key: string): string {
  if (!(key in answers)) return OPEN;
  return answers[key] ?? DECLINED;
}
