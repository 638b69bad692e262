import type { ComponentProps, ReactNode } from "react";
import { Link, type LinkProps } from "react-router";
import styles from "./Button.module.css";
import { cx } from "./cx";
import { Kbd } from "./Kbd";

type Look = {
  /** One primary button per screen: the next thing to do. */
  variant?: "primary" | "plain" | "quiet" | "danger" | undefined;
  size?: "small" | "normal" | undefined;
  /** The key that does the same, printed on the button. */
  keyName?: string | undefined;
  children: ReactNode;
};

export function Button({
  variant = "plain",
  size = "normal",
  keyName,
  className,
  children,
  type = "button",
  ...rest
}: Look & ComponentProps<"button">) {
  return (
    <button
      type={type}
      className={cx(styles.button, styles[variant], styles[size], className)}
      {...rest}
    >
      {children}
      {keyName && <Kbd>{keyName}</Kbd>}
    </button>
  );
}

/** A link that looks like a button; for going somewhere, never for doing something. */
export function ButtonLink({
  variant = "plain",
  size = "normal",
  keyName,
  className,
  children,
  ...rest
}: Look & LinkProps) {
  return (
    <Link className={cx(styles.button, styles[variant], styles[size], className)} {...rest}>
      {children}
      {keyName && <Kbd>{keyName}</Kbd>}
    </Link>
  );
}
