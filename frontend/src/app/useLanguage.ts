import { useEffect, useState } from "react";
import { useSession } from "@/api/queries/session";
import { known, type Language, speak, spoken } from "@/lib/i18n";

const KEY = "tiebreak.language";

/** Before the session is known: what was spoken here last, else what the browser asks for. */
export const speakLast = () => speak(known([localStorage.getItem(KEY), ...navigator.languages]));

/** The language on the screen; follows what its person chose. */
export function useLanguage(): Language {
  const { data } = useSession();
  const [language, setLanguage] = useState(spoken);
  const chosen = data?.user?.preferences.language;
  useEffect(() => {
    if (!chosen) return;
    localStorage.setItem(KEY, chosen);
    let current = true;
    void speak(known([chosen])).then((now) => current && setLanguage(now));
    return () => {
      current = false;
    };
  }, [chosen]);
  return language;
}
