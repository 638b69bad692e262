import { t } from "@/lib/i18n";
import styles from "./RichText.module.css";

/** A button on each block of code that copies it as it is written. */
export function addCopies(root: ParentNode): void {
  for (const block of root.querySelectorAll("pre")) {
    if (block.querySelector("button") || !navigator.clipboard) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = styles.copy ?? "";
    button.textContent = t("Copy");
    button.addEventListener("click", () => {
      const code = block.querySelector("code")?.textContent ?? "";
      navigator.clipboard.writeText(code).then(
        () => {
          button.textContent = t("Copied");
        },
        () => {
          button.textContent = t("Select and copy");
        },
      );
    });
    block.append(button);
  }
}
