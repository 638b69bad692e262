import { type ReactNode, useState } from "react";
import { useRevokeToken, useTokens } from "@/api/queries/tokens";
import type { Token } from "@/api/types";
import { ago, date, plural } from "@/lib/figures";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ConfirmByName } from "@/ui/ConfirmByName";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import { TokenDialog } from "./TokenDialog";

/** Keys for scripts: what they may, when they were used, and how to end them. */
export default function TokensPage() {
  const tokens = useTokens();
  const [making, setMaking] = useState(false);
  const make = (
    <Button variant="primary" onClick={() => setMaking(true)}>
      New token
    </Button>
  );
  return (
    <Page
      title="API tokens"
      sentence={tokens.data && sentence(tokens.data.tokens)}
      actions={tokens.data?.tokens.length ? make : null}
    >
      <Loaded query={tokens} what="API tokens">
        {(data) => <TokenTable tokens={data.tokens} make={make} />}
      </Loaded>
      {making && <TokenDialog onClose={() => setMaking(false)} />}
    </Page>
  );
}

function sentence(tokens: Token[]): string {
  if (tokens.length === 0) return "A script signs in with a token, and may do no more than you.";
  const writing = tokens.filter((token) => token.scope === "write").length;
  return `${plural(tokens.length, "token works", "tokens work")}; ${writing} may change things.`;
}

function TokenTable({ tokens, make }: { tokens: Token[]; make: ReactNode }) {
  const [ending, setEnding] = useState<Token | null>(null);
  const revoke = useRevokeToken();
  const close = () => {
    revoke.reset();
    setEnding(null);
  };
  const columns: Column<Token>[] = [
    {
      key: "name",
      head: "For",
      cell: (token) => token.name,
      sortBy: (token) => token.name.toLowerCase(),
    },
    { key: "prefix", head: "Begins", cell: (token) => <code>{token.prefix}…</code> },
    {
      key: "scope",
      head: "May",
      cell: (token) =>
        token.scope === "write" ? <Badge tone="warn">read and write</Badge> : <Badge>read</Badge>,
    },
    { key: "project", head: "Where", cell: (token) => token.project?.name ?? "All your projects" },
    {
      key: "used",
      head: "Last used",
      cell: (token) => (token.last_used_at ? ago(token.last_used_at) : "Never"),
      sortBy: (token) => token.last_used_at ?? null,
    },
    {
      key: "ends",
      head: "Ends",
      cell: (token) => (token.expires_at ? date(token.expires_at) : "When you revoke it"),
      sortBy: (token) => token.expires_at ?? null,
    },
    {
      key: "revoke",
      head: <span className="visually-hidden">Revoke</span>,
      cell: (token) => (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Revoke ${token.name}`}
          onClick={() => setEnding(token)}
        >
          Revoke
        </Button>
      ),
    },
  ];
  return (
    <>
      <Table
        caption="Your API tokens"
        columns={columns}
        rows={tokens}
        rowKey={(token) => token.id}
        empty={
          <EmptyState title="No token yet" action={make}>
            A token opens everything the pages do to a script: reading, importing, exporting. It is
            shown once, works until you revoke it or its time is over, and cannot make other tokens.
          </EmptyState>
        }
      />
      {ending && (
        <ConfirmByName
          open
          onClose={close}
          title="Revoke this token?"
          name={ending.name}
          action="Revoke"
          busy={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate(ending.id, { onSuccess: close })}
        >
          <p>
            Whatever signs in with <code>{ending.prefix}…</code> is refused from now on. What it did
            stays.
          </p>
        </ConfirmByName>
      )}
    </>
  );
}
