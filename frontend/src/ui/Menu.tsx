import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Menu.module.css";

export type MenuItem =
  | { label: ReactNode; onSelect: () => void; danger?: boolean; disabled?: boolean }
  | "separator";

/** A menu under a button. */
export function Menu({
  trigger,
  items,
  label,
}: {
  trigger: ReactElement;
  items: MenuItem[];
  label: string;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className={styles.positioner}>
          <Base.Popup className={styles.popup} aria-label={label}>
            {items.map((item, n) =>
              item === "separator" ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: separators have no name and never move
                <Base.Separator key={n} className={styles.separator} />
              ) : (
                <Base.Item
                  // biome-ignore lint/suspicious/noArrayIndexKey: a menu is written once
                  key={n}
                  className={cx(styles.item, item.danger && styles.danger)}
                  disabled={item.disabled ?? false}
                  onClick={item.onSelect}
                >
                  {item.label}
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
