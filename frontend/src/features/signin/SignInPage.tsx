import { useState } from "react";
import { Navigate, useSearchParams } from "react-router";
import { useSession, useSignIn } from "@/api/queries/session";
import { t } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Door } from "./Door";

/** Only places of this application; anything else leads home. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}

export default function SignInPage() {
  const [params] = useSearchParams();
  const session = useSession();
  if (session.data?.user) return <Navigate to={safeNext(params.get("next"))} replace />;
  return (
    <Door title={t("Sign in")}>
      {session.isError && <Notice tone="danger">{t(session.error.message)}</Notice>}
      <SignInForm />
      <p>{t("New here? You need an invite link from a project’s admin.")}</p>
    </Door>
  );
}

/** Also shown over the bench when a session ends in the middle of work. */
export function SignInForm({ email: known = "", onDone }: { email?: string; onDone?: () => void }) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const signIn = useSignIn();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate({ email, password }, { onSuccess: () => onDone?.() });
      }}
    >
      <TextField
        label={t("Email")}
        type="email"
        autoComplete="username"
        required
        autoFocus={!known}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextField
        label={t("Password")}
        type="password"
        autoComplete="current-password"
        required
        autoFocus={Boolean(known)}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {signIn.isError && <Notice tone="danger">{t(signIn.error.message)}</Notice>}
      <Button type="submit" variant="primary" disabled={signIn.isPending}>
        {signIn.isPending ? t("Signing in…") : t("Sign in")}
      </Button>
    </form>
  );
}
