import { Link } from "react-router";
import { useAboutMe } from "@/api/queries/surveys";
import { t } from "@/lib/i18n";
import { Notice } from "@/ui/Notice";

/** A line for whoever has not been asked yet, and a way back for whoever has answered. */
export function AboutMeLink({ projectId }: { projectId: number }) {
  const { data } = useAboutMe(projectId);
  if (!data || data.fields.length === 0) return null;
  const to = `/p/${projectId}/about-me`;
  if (data.agreed_at !== null)
    return (
      <p>
        <Link to={to}>{t("What you told about yourself")}</Link>
      </p>
    );
  return (
    <Notice title={t("A few questions about you, if you like")}>
      {t("They help to see who agrees with whom. None of them needs an answer.")}{" "}
      <Link to={to}>{t("About you")}</Link>
    </Notice>
  );
}
