import type { Role } from "@/api/types";
import { ROLES } from "@/lib/words";
import styles from "./MembersPage.module.css";

/** The role of a row; its meaning is on hover, and in the invite dialog in words. */
export function RoleSelect(props: {
  label: string;
  value: Role;
  disabled: boolean;
  onChange: (role: Role) => void;
}) {
  return (
    <select
      className={styles.role}
      aria-label={props.label}
      title={ROLES[props.value]}
      value={props.value}
      disabled={props.disabled}
      onChange={(event) => props.onChange(event.currentTarget.value as Role)}
    >
      {Object.keys(ROLES).map((role) => (
        <option key={role} value={role}>
          {role}
        </option>
      ))}
    </select>
  );
}
