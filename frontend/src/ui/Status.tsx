import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { t } from "@/lib/i18n";
import { cx } from "./cx";
import styles from "./Status.module.css";

export type StatusTone = "info" | "ok" | "warn" | "danger";
type Message = { id: number; text: string; tone: StatusTone; quiet: boolean };
export type Say = (text: string, tone?: StatusTone, options?: { quiet?: boolean }) => void;

const StatusContext = createContext<Say>(() => {});

/**
 * Says what happened: in a status region for screen readers, and as a note on the screen unless quiet.
 * Errors stay until the next message; everything else goes after six seconds.
 */
export function useStatus(): Say {
  return useContext(StatusContext);
}

export function StatusProvider({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState<Message | null>(null);
  const say = useCallback<Say>((text, tone = "info", options) => {
    setMessage((old) => ({ id: (old?.id ?? 0) + 1, text, tone, quiet: options?.quiet ?? false }));
  }, []);
  useEffect(() => {
    if (!message || message.tone === "danger") return;
    const timer = setTimeout(
      () => setMessage((now) => (now?.id === message.id ? null : now)),
      6000,
    );
    return () => clearTimeout(timer);
  }, [message]);
  const shown = message !== null && !message.quiet;
  return (
    <StatusContext value={useMemo(() => say, [say])}>
      {children}
      <div className={styles.corner}>
        <output className={shown ? cx(styles.note, styles[message.tone]) : "visually-hidden"}>
          {message?.text}
        </output>
        {shown && (
          <button
            type="button"
            className={styles.close}
            aria-label={t("Dismiss")}
            onClick={() => setMessage(null)}
          >
            ×
          </button>
        )}
      </div>
    </StatusContext>
  );
}
