import { useState } from "react";
import { useParams } from "react-router";
import { useChangeRole, useMembers, useRemoveMember, useRevokeInvite } from "@/api/queries/members";
import { useSession } from "@/api/queries/session";
import type { InviteRow, Member, Members, Role } from "@/api/types";
import { asOf } from "@/features/quality/words";
import { ago, count, dateTime, plural, type Stat, withInterval } from "@/lib/figures";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmByName } from "@/ui/ConfirmByName";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { type Column, Table } from "@/ui/Table";
import { Cohorts } from "./Cohorts";
import { EraseDialog } from "./EraseDialog";
import { InviteDialog } from "./InviteDialog";
import styles from "./MembersPage.module.css";
import { PlaceDialog } from "./PlaceDialog";
import { RoleSelect } from "./RoleSelect";

/** Who may do what in the project, and who is invited. */
export default function MembersPage() {
  const id = Number(useParams().id);
  const members = useMembers(id);
  const [inviting, setInviting] = useState(false);
  const invite = (
    <Button variant="primary" onClick={() => setInviting(true)}>
      Invite
    </Button>
  );
  return (
    <Page title="People" sentence={members.data && sentence(members.data)} actions={invite}>
      <Loaded query={members} what="People">
        {(data) => (
          <>
            {asOf(data.as_of) && <Notice>{asOf(data.as_of)}</Notice>}
            <MemberTable projectId={id} members={data.members} />
            <Cohorts projectId={id} />
            <Panel title="Open invites">
              <InviteTable projectId={id} invites={data.invites} />
            </Panel>
          </>
        )}
      </Loaded>
      <InviteDialog projectId={id} open={inviting} onClose={() => setInviting(false)} />
    </Page>
  );
}

function sentence({ members, invites }: Members): string {
  const judged = members.reduce((sum, member) => sum + member.judged, 0);
  const parts = [
    `${plural(members.length, "person", "people")}, ${plural(judged, "judgment")} by them`,
  ];
  if (invites.length > 0) parts.push(`${plural(invites.length, "invite")} open`);
  return `${parts.join("; ")}.`;
}

function MemberTable({ projectId, members }: { projectId: number; members: Member[] }) {
  const [leaving, setLeaving] = useState<Member | null>(null);
  const [placing, setPlacing] = useState<Member | null>(null);
  const [erasing, setErasing] = useState<Member | null>(null);
  const { data: session } = useSession();
  const change = useChangeRole(projectId);
  const remove = useRemoveMember(projectId);
  const say = useStatus();
  const setRole = (member: Member, role: Role) =>
    change.mutate(
      { memberId: member.id, role },
      {
        onSuccess: () => say(`${nameOf(member)} is ${role} now.`, "ok"),
        onError: (error) => say(error.message, "danger"),
      },
    );
  const columns: Column<Member>[] = [
    {
      key: "name",
      head: "Person",
      cell: (row) => (
        <span className={styles.name}>
          {nameOf(row)} {row.user.id === session?.user?.id && <Badge>you</Badge>}{" "}
          {!row.user.is_active && <Badge tone="warn">deactivated</Badge>}
        </span>
      ),
    },
    { key: "email", head: "E-mail", cell: (row) => row.user.email },
    {
      key: "role",
      head: "Role",
      width: "150px",
      cell: (row) => (
        <RoleSelect
          label={`Role of ${nameOf(row)}`}
          value={row.role}
          disabled={change.isPending}
          onChange={(role) => setRole(row, role)}
        />
      ),
    },
    { key: "judged", head: "Judgments", numeric: true, cell: (row) => count(row.judged) },
    {
      key: "gold",
      head: "Known answers right",
      numeric: true,
      cell: (row) => (row.gold?.value == null ? "–" : withInterval(row.gold as Stat)),
      sortBy: (row) => row.gold?.value ?? null,
    },
    { key: "training", head: "Training", cell: (row) => attempts(row.attempts) },
    {
      key: "last",
      head: "Last one",
      cell: (row) => (row.last_judged_at ? ago(row.last_judged_at) : "–"),
    },
    {
      key: "place",
      head: <span className="visually-hidden">Cohort and limits</span>,
      numeric: true,
      cell: (row) => (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Cohort and limits of ${nameOf(row)}`}
          onClick={() => setPlacing(row)}
        >
          Limits…
        </Button>
      ),
    },
    {
      key: "remove",
      head: <span className="visually-hidden">Remove</span>,
      numeric: true,
      cell: (row) => (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Remove ${nameOf(row)}`}
          onClick={() => setLeaving(row)}
        >
          Remove…
        </Button>
      ),
    },
    {
      key: "erase",
      head: <span className="visually-hidden">Delete data</span>,
      numeric: true,
      cell: (row) => (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Delete data of ${nameOf(row)}`}
          onClick={() => setErasing(row)}
        >
          Delete data…
        </Button>
      ),
    },
  ];
  return (
    <>
      <Table
        caption="Members of the project"
        columns={columns}
        rows={members}
        rowKey={(row) => row.id}
      />
      {placing && (
        <PlaceDialog
          projectId={projectId}
          member={placing}
          name={nameOf(placing)}
          onClose={() => setPlacing(null)}
        />
      )}
      {erasing && (
        <EraseDialog
          projectId={projectId}
          whom={{ memberId: erasing.id }}
          onClose={() => setErasing(null)}
          onDone={(person) => say(`The data of ${person} are deleted.`, "ok")}
        />
      )}
      <ConfirmByName
        key={leaving?.id}
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={`Remove ${leaving ? nameOf(leaving) : ""} from the project`}
        name={leaving ? nameOf(leaving) : ""}
        action="Remove"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          leaving && remove.mutate(leaving.id, { onSuccess: () => setLeaving(null) })
        }
      >
        They lose access at once, and items they hold go back to the queue. Their{" "}
        {plural(leaving?.judged ?? 0, "judgment")} stay, under their pseudonym. An invite brings
        them back.
      </ConfirmByName>
    </>
  );
}

function attempts(taken: Member["attempts"]): string {
  const last = taken.at(-1);
  if (!last) return "–";
  const how = last.passed ? "passed" : "not passed";
  const which = taken.length > 1 ? ` at attempt ${taken.length}` : "";
  return `${how}${which}: ${count(last.right)} of ${count(last.asked)}`;
}

function nameOf(member: Member): string {
  return member.user.name || member.user.email;
}

function InviteTable({ projectId, invites }: { projectId: number; invites: InviteRow[] }) {
  const revoke = useRevokeInvite(projectId);
  const say = useStatus();
  const columns: Column<InviteRow>[] = [
    { key: "email", head: "For", cell: (row) => row.email || "whoever has the link" },
    { key: "role", head: "Role", cell: (row) => row.role },
    {
      key: "uses",
      head: "Used",
      numeric: true,
      cell: (row) => `${count(row.uses)} of ${count(row.max_uses)}`,
    },
    { key: "until", head: "Works until", cell: (row) => dateTime(row.expires_at) },
    {
      key: "revoke",
      head: <span className="visually-hidden">Revoke</span>,
      numeric: true,
      cell: (row) => (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Revoke the invite for ${row.email || "whoever has the link"}`}
          disabled={revoke.isPending}
          onClick={() =>
            revoke.mutate(row.id, {
              onSuccess: () => say("Revoked: the link no longer works.", "ok"),
              onError: (error) => say(error.message, "danger"),
            })
          }
        >
          Revoke
        </Button>
      ),
    },
  ];
  return (
    <Table
      caption="Open invites"
      columns={columns}
      rows={invites}
      rowKey={(row) => row.id}
      empty={<p>None. An invite is a link that you send yourself; it shows once.</p>}
    />
  );
}
