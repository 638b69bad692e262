import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { ApiError, api, body } from "@/api/client";
import { useRedeemInvite, useSession } from "@/api/queries/session";
import type { Invite } from "@/api/types";
import { t } from "@/lib/i18n";
import { roleWord } from "@/lib/roles";
import { Button, ButtonLink } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { TextField } from "@/ui/Field";
import { Loading, Notice } from "@/ui/Notice";
import { Door } from "./Door";

/** An invite is used by a button, never by opening the link: mail scanners open every link. */
export default function InvitePage() {
  const { token = "" } = useParams();
  const invite = useQuery({
    queryKey: ["invite", token],
    queryFn: () => body(api.GET("/api/invites/{token}", { params: { path: { token } } })),
    retry: false,
  });
  if (invite.isPending) return <Loading what={t("Opening the invite")} />;
  if (invite.isError)
    return (
      <Door title={t("This invite does not work")}>
        <EmptyState
          title={t("Ask for a new link")}
          action={<ButtonLink to="/sign-in">{t("Sign in")}</ButtonLink>}
        >
          {t(invite.error.message)}
        </EmptyState>
      </Door>
    );
  return <Accept token={token} invite={invite.data} />;
}

function Accept({ token, invite }: { token: string; invite: Invite }) {
  const redeem = useRedeemInvite(token);
  const session = useSession();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [email, setEmail] = useState(invite.email);
  const [password, setPassword] = useState("");
  const fields = redeem.error instanceof ApiError ? redeem.error.fields : {};
  const me = session.data?.user;
  const needsAccount = invite.needs_account && !me;
  return (
    <Door
      title={
        invite.project
          ? t("Join {project}", { project: invite.project.name })
          : t("Welcome to Tiebreak")
      }
    >
      <p>
        {t("You are invited as {role}.", { role: roleWord(invite.role) })}{" "}
        {me && t("You are signed in as {who}.", { who: me.name || me.email })}
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          redeem.mutate(needsAccount ? { name, email, password } : {}, {
            onSuccess: () => navigate("/", { replace: true }),
          });
        }}
      >
        {needsAccount && (
          <>
            <TextField
              label={t("Your name")}
              autoComplete="name"
              required
              value={name}
              error={fields.name?.[0]}
              onChange={(e) => setName(e.currentTarget.value)}
            />
            <TextField
              label={t("Email")}
              type="email"
              autoComplete="username"
              required
              value={email}
              error={fields.email?.[0]}
              readOnly={invite.email !== ""}
              onChange={(e) => setEmail(e.currentTarget.value)}
            />
            <TextField
              label={t("Choose a password")}
              type="password"
              autoComplete="new-password"
              required
              minLength={10}
              hint={t(
                "At least 10 characters. Several words are easier to remember and harder to guess.",
              )}
              value={password}
              error={fields.password?.[0]}
              onChange={(e) => setPassword(e.currentTarget.value)}
            />
          </>
        )}
        {redeem.isError && <Notice tone="danger">{t(redeem.error.message)}</Notice>}
        <Button type="submit" variant="primary" disabled={redeem.isPending}>
          {needsAccount ? t("Create the account and go in") : t("Go in")}
        </Button>
      </form>
    </Door>
  );
}
