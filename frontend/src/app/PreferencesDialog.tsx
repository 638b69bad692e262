import { useSaveMe, useSession } from "@/api/queries/session";
import type { Preferences } from "@/api/types";
import { LANGUAGES, spoken, t } from "@/lib/i18n";
import { Dialog } from "@/ui/Dialog";
import { Checkbox, Choices, SelectField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";

const themes = () =>
  [
    { value: "system", label: t("As this device") },
    { value: "light", label: t("Light") },
    { value: "dark", label: t("Dark") },
    { value: "contrast", label: t("High contrast") },
  ] as const;

/** What one person likes; saved to the account at once, so it follows to other machines. */
export function PreferencesDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { data } = useSession();
  const save = useSaveMe();
  const now = data?.user?.preferences ?? {};
  const change = (given: Preferences) => save.mutate({ preferences: { ...now, ...given } });
  return (
    <Dialog open={open} onClose={onClose} title={t("Preferences")}>
      <Choices
        legend={t("Colours")}
        name="theme"
        value={now.theme ?? "system"}
        choices={themes()}
        onChange={(theme) => change({ theme })}
      />
      <SelectField
        label={t("Language")}
        hint={t("Of the bench and your own pages. Pages of researchers and admins are in English.")}
        value={spoken()}
        onChange={(event) => change({ language: event.currentTarget.value })}
      >
        {Object.entries(LANGUAGES).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </SelectField>
      <Checkbox
        label={t("Single-key shortcuts on the bench")}
        hint={t(
          "Off: letters and digits do nothing; the buttons, Tab and the arrow keys still do. Keys of your own: “All keys” on the bench.",
        )}
        checked={now.keys !== false}
        onChange={(event) => change({ keys: event.currentTarget.checked })}
      />
      {save.isError && <Notice tone="danger">{t(save.error.message)}</Notice>}
    </Dialog>
  );
}
