import { useState } from "react";
import { flag } from "@/api/queries/queue";
import type { FlagReason, SkipReason, User } from "@/api/types";
import { PreferencesDialog } from "@/app/PreferencesDialog";
import { CommandPalette } from "@/commands/CommandPalette";
import type { Command } from "@/commands/commands";
import { HelpOverlay } from "@/commands/HelpOverlay";
import { t } from "@/lib/i18n";
import { useStatus } from "@/ui/Status";
import type { BenchDesk, DialogName } from "./benchCommands";
import { ReasonDialog } from "./ReasonDialog";
import { SignInAgain } from "./SignInAgain";

export type BenchDialogsProps = {
  name: DialogName | null;
  onClose: () => void;
  user: User;
  signedOut: boolean;
  onSignedIn: () => void;
  assignmentId: number | null;
  commands: readonly Command<BenchDesk>[];
  desk: BenchDesk;
  singleKeys: boolean;
  onSkip: (reason: SkipReason, note: string) => void;
};

const skipReasons = (): { value: SkipReason; label: string }[] => [
  { value: "too_hard", label: t("Too hard for me") },
  { value: "not_my_language", label: t("Not a language I know") },
  { value: "broken", label: t("Broken: nothing sensible to judge") },
  { value: "conflict", label: t("I should not judge this one (conflict of interest, distress)") },
  { value: "other", label: t("Something else") },
];
const flagReasons = (): { value: FlagReason; label: string }[] => [
  { value: "broken_text", label: t("Text is broken or cut off") },
  { value: "missing_context", label: t("Something needed to judge is missing") },
  { value: "unsafe", label: t("Unsafe or illegal content") },
  { value: "personal_data", label: t("Personal data of a real person") },
  { value: "other", label: t("Something else") },
];

/** Every dialog of the bench; loaded in the background, after the first item is on the screen. */
export default function BenchDialogs(props: BenchDialogsProps) {
  const { name, onClose, commands, desk, singleKeys, assignmentId } = props;
  const say = useStatus();
  // A dialog stays mounted under its name only: closing forgets what was half chosen.
  const [sending, setSending] = useState(false);
  const sendFlag = async (reason: FlagReason, note: string) => {
    if (assignmentId === null || sending) return;
    setSending(true);
    try {
      await flag(assignmentId, reason, note);
      say(t("Flagged for the admins. You can still judge or skip it."), "ok");
      onClose();
    } catch (error) {
      say(error instanceof Error ? t(error.message) : t("The flag could not be sent."), "danger");
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <SignInAgain open={props.signedOut} user={props.user} onDone={props.onSignedIn} />
      <HelpOverlay
        open={name === "help"}
        onClose={onClose}
        commands={commands}
        singleKeys={singleKeys}
      />
      <CommandPalette
        open={name === "palette"}
        onClose={onClose}
        commands={commands}
        state={desk}
      />
      <PreferencesDialog open={name === "preferences"} onClose={onClose} />
      {name === "skip" && (
        <ReasonDialog
          title={t("Skip this item")}
          description={t("It will not be shown to you again. Others may still get it.")}
          reasons={skipReasons()}
          action={t("Skip")}
          onClose={onClose}
          onChosen={(reason, note) => {
            onClose();
            props.onSkip(reason, note);
          }}
        />
      )}
      {name === "flag" && (
        <ReasonDialog
          title={t("Flag this item")}
          description={t("The project’s admins will look at it. The item stays with you.")}
          reasons={flagReasons()}
          action={t("Flag")}
          onClose={onClose}
          onChosen={sendFlag}
        />
      )}
    </>
  );
}
