import { useEffect } from "react";
import { useSession } from "@/api/queries/session";

const KEY = "tiebreak.theme";

/** Before the session is known: what this browser showed last time. */
export function showLastTheme(): void {
  show(localStorage.getItem(KEY) ?? "system");
}

/** Keeps the page in the colours its person chose. */
export function useTheme(): void {
  const { data } = useSession();
  const theme = data?.user?.preferences.theme;
  useEffect(() => {
    if (!theme) return;
    localStorage.setItem(KEY, theme);
    show(theme);
  }, [theme]);
}

function show(theme: string): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
