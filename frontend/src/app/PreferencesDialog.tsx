import { useSaveMe, useSession } from "@/api/queries/session";
import type { Preferences } from "@/api/types";
import { Dialog } from "@/ui/Dialog";
import { Checkbox, Choices } from "@/ui/Field";
import { Notice } from "@/ui/Notice";

const themes = [
  { value: "system", label: "As this device" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "contrast", label: "High contrast" },
] as const;

/** What one person likes; saved to the account at once, so it follows to other machines. */
export function PreferencesDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { data } = useSession();
  const save = useSaveMe();
  const now = data?.user?.preferences ?? {};
  const change = (given: Preferences) => save.mutate({ preferences: { ...now, ...given } });
  return (
    <Dialog open={open} onClose={onClose} title="Preferences">
      <Choices
        legend="Colours"
        name="theme"
        value={now.theme ?? "system"}
        choices={themes}
        onChange={(theme) => change({ theme })}
      />
      <Checkbox
        label="Single-key shortcuts on the bench"
        hint="Off: letters and digits do nothing; the buttons, Tab and the arrow keys still do."
        checked={now.keys !== false}
        onChange={(event) => change({ keys: event.currentTarget.checked })}
      />
      {save.isError && <Notice tone="danger">{save.error.message}</Notice>}
    </Dialog>
  );
}
