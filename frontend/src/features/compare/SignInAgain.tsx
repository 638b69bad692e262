import { useState } from "react";
import { useSignIn } from "@/api/queries/session";
import type { User } from "@/api/types";
import { t } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";

/** The session ended in the middle of work: sign in here, and everything goes on where it was. */
export function SignInAgain({
  open,
  user,
  onDone,
}: {
  open: boolean;
  user: User;
  onDone: () => void;
}) {
  const [password, setPassword] = useState("");
  const signIn = useSignIn();
  return (
    <Dialog
      open={open}
      onClose={() => {}}
      dismissible={false}
      title={t("Please sign in again")}
      description={t(
        "Your session ended. What you have answered is kept in this browser and will be sent.",
      )}
    >
      <form
        style={{ display: "grid", gap: 16 }}
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate(
            { email: user.email, password },
            {
              onSuccess: () => {
                setPassword("");
                onDone();
              },
            },
          );
        }}
      >
        <TextField
          label={t("Email")}
          type="email"
          autoComplete="username"
          readOnly
          value={user.email}
        />
        <TextField
          label={t("Password")}
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {signIn.isError && <Notice tone="danger">{t(signIn.error.message)}</Notice>}
        <p>
          {t(
            "Came in by a link? Open a new sign-in link in another tab, then press the button here.",
          )}
        </p>
        <div style={{ display: "flex", gap: 8, justifyContent: "flex-end" }}>
          <Button onClick={onDone}>{t("I signed in elsewhere")}</Button>
          <Button type="submit" variant="primary" disabled={signIn.isPending}>
            {t("Sign in")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
