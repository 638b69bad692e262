import { useEffect, useState } from "react";
import { Link, NavLink, Outlet, useLocation, useNavigate, useParams } from "react-router";
import { atLeast, useRole, useSession, useSignOut } from "@/api/queries/session";
import type { Role } from "@/api/types";
import { t } from "@/lib/i18n";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Menu } from "@/ui/Menu";
import styles from "./AppShell.module.css";
import { PreferencesDialog } from "./PreferencesDialog";

const places: { to: string; label: string; least: Role; end?: boolean }[] = [
  { to: "", label: "Overview", least: "annotator", end: true },
  { to: "/bench", label: "Judge", least: "annotator" },
  { to: "/mine", label: "Your work", least: "annotator" },
  { to: "/items", label: "Items", least: "reviewer" },
  { to: "/adjudication", label: "Adjudicate", least: "reviewer" },
  { to: "/routing", label: "Routing", least: "researcher" },
  { to: "/quality", label: "Quality", least: "researcher" },
  { to: "/data/imports", label: "Imports", least: "admin" },
  { to: "/data/exports", label: "Exports", least: "researcher" },
  { to: "/people", label: "People", least: "admin" },
  { to: "/settings", label: "Settings", least: "admin" },
];

/** The frame of every page beside the bench: one rail with the places this person may go. */
export default function AppShell() {
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the rail on a phone
  useEffect(() => setOpen(false), [pathname]);
  return (
    <div className={styles.shell}>
      <a className={styles.jump} href="#main">
        {t("Skip to the page")}
      </a>
      <header className={styles.bar}>
        <Button
          variant="quiet"
          size="small"
          aria-expanded={open}
          aria-controls="rail"
          onClick={() => setOpen(!open)}
        >
          {t("Menu")}
        </Button>
        <Brand />
      </header>
      <nav id="rail" aria-label={t("Main")} className={cx(styles.rail, open && styles.open)}>
        <Brand />
        <ProjectPlaces />
        <Me />
      </nav>
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
    </div>
  );
}

function Brand() {
  return (
    <Link to="/" className={styles.brand}>
      <img src={`${import.meta.env.BASE_URL}icon.svg`} width={22} height={22} alt="" />
      Tiebreak
    </Link>
  );
}

function ProjectPlaces() {
  const { id } = useParams();
  const role = useRole(Number(id));
  const { data } = useSession();
  const project = data?.memberships.find((m) => String(m.project.id) === id)?.project;
  if (!project || !role) {
    return (
      <div className={styles.places}>
        <Place to="/" label={t("Projects")} end />
      </div>
    );
  }
  return (
    <div className={styles.places}>
      <p className={styles.project}>
        <bdi>{project.name}</bdi>
        {project.simulated && <Badge tone="warn">{t("Demo data")}</Badge>}
      </p>
      {places
        .filter((place) => atLeast(role, place.least))
        .map((place) => (
          <Place
            key={place.to}
            to={`/p/${id}${place.to}`}
            label={t(place.label)}
            end={place.end ?? false}
          />
        ))}
      <Place to="/" label={t("All projects")} end quiet />
    </div>
  );
}

function Place(props: { to: string; label: string; end: boolean; quiet?: boolean }) {
  return (
    <NavLink
      to={props.to}
      end={props.end}
      className={({ isActive }) =>
        cx(styles.place, isActive && styles.here, props.quiet && styles.apart)
      }
    >
      {props.label}
    </NavLink>
  );
}

function Me() {
  const { data } = useSession();
  const signOut = useSignOut();
  const go = useNavigate();
  const [preferences, setPreferences] = useState(false);
  if (!data?.user) return null;
  return (
    <div className={styles.me}>
      <Menu
        label={t("Your account")}
        trigger={
          <button type="button" className={styles.person}>
            <span className={styles.initial} aria-hidden="true">
              {(data.user.name || data.user.email).slice(0, 1).toUpperCase()}
            </span>
            <span className={styles.name}>{data.user.name || data.user.email}</span>
          </button>
        }
        items={[
          { label: t("Preferences…"), onSelect: () => setPreferences(true) },
          { label: t("API tokens"), onSelect: () => go("/tokens") },
          "separator",
          { label: t("Sign out"), onSelect: () => signOut.mutate() },
        ]}
      />
      <PreferencesDialog open={preferences} onClose={() => setPreferences(false)} />
    </div>
  );
}
