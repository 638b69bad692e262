import type { FormEvent } from "react";
import { fieldError } from "@/api/fields";
import { useChangeJudge } from "@/api/queries/judges";
import type { Judge } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { Form } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import { useStatus } from "@/ui/Status";
import { Prices } from "./EndpointFields";
import { changeRequest } from "./judge";
import { RunFields } from "./RunFields";

/** Its key, prices, pace and limits: they may change, and it stays the same judge. */
export function RunDialog(props: { projectId: number; judge: Judge; onClose: () => void }) {
  const { projectId, judge, onClose } = props;
  const change = useChangeJudge(projectId);
  const say = useStatus();
  const wrong = (name: string) => fieldError(change.error, name);
  const remote = judge.endpoint !== null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate(
      { judgeId: judge.id, ...changeRequest(remote, new FormData(event.currentTarget)) },
      {
        onSuccess: () => {
          say(`${judge.name} is run so from its next call on.`, "ok");
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Key, prices and pace of ${judge.name}`}
      description="It stays the same judge: none of this changes what it says."
      wide
    >
      <Form
        onSubmit={submit}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={change.isPending}>
              Save
            </Button>
          </>
        }
      >
        {remote && (
          <>
            <TextField
              name="api_key"
              type="password"
              label="API key"
              autoComplete="off"
              hint={
                judge.endpoint?.key_last4
                  ? `Empty: …${judge.endpoint.key_last4} stays. It holds for every judge at ${judge.endpoint.base_url}.`
                  : `For every judge at ${judge.endpoint?.base_url}; never shown again.`
              }
              error={wrong("api_key")}
            />
            <Prices prices={judge.prices} wrong={wrong} />
          </>
        )}
        <RunFields endpoint={remote} run={judge.run} limits={judge.limits} wrong={wrong} open />
        {judge.trust.status === "suspended" && (
          <Notice tone="warn" title="It is suspended, and asked nothing">
            {judge.trust.reason} Once that is mended, choose “Trust…” and say untested.
          </Notice>
        )}
        {change.error && <Notice tone="danger">{change.error.message}</Notice>}
      </Form>
    </Dialog>
  );
}
