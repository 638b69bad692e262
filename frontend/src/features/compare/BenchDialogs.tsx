import { useState } from "react";
import { flag } from "@/api/queries/queue";
import type { FlagReason, SkipReason, User } from "@/api/types";
import { PreferencesDialog } from "@/app/PreferencesDialog";
import { CommandPalette } from "@/commands/CommandPalette";
import type { Command } from "@/commands/commands";
import { HelpOverlay } from "@/commands/HelpOverlay";
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

const skipReasons: { value: SkipReason; label: string }[] = [
  { value: "too_hard", label: "Too hard for me" },
  { value: "not_my_language", label: "Not a language I know" },
  { value: "broken", label: "Broken: nothing sensible to judge" },
  { value: "conflict", label: "I should not judge this one (conflict of interest, distress)" },
  { value: "other", label: "Something else" },
];
const flagReasons: { value: FlagReason; label: string }[] = [
  { value: "broken_text", label: "Text is broken or cut off" },
  { value: "missing_context", label: "Something needed to judge is missing" },
  { value: "unsafe", label: "Unsafe or illegal content" },
  { value: "personal_data", label: "Personal data of a real person" },
  { value: "other", label: "Something else" },
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
      say("Flagged for the admins. You can still judge or skip it.", "ok");
      onClose();
    } catch (error) {
      say(error instanceof Error ? error.message : "The flag could not be sent.", "danger");
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
          title="Skip this item"
          description="It will not be shown to you again. Others may still get it."
          reasons={skipReasons}
          action="Skip"
          onClose={onClose}
          onChosen={(reason, note) => {
            onClose();
            props.onSkip(reason, note);
          }}
        />
      )}
      {name === "flag" && (
        <ReasonDialog
          title="Flag this item"
          description="The project’s admins will look at it. The item stays with you."
          reasons={flagReasons}
          action="Flag"
          onClose={onClose}
          onChosen={sendFlag}
        />
      )}
    </>
  );
}
