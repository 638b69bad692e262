import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
// What every page needs, the bench too.
const BASE = [
  "node_modules.(react|react-dom|scheduler|react-router|idb)\\W",
  // What pages of long lists need comes with them.
  "@tanstack.(?!.*[iI]nfiniteQuery(Observer)?\\.)",
  "src.lib.(i18n|db|uuid)\\.",
  "src.commands.(commands|useCommands)\\.",
  "src.api.(client|queries.(session|queue))",
  "src.ui.(Page|Button|Badge|EmptyState|Progress|Kbd|Notice|Status|cx)\\.",
  "src.app.(RequireRole|later)",
].join("|");
const server = process.env.TIEBREAK_API ?? "http://127.0.0.1:8000";

export default defineConfig(({ command }) => ({
  plugins: [react()],
  // Built files are served by Django under /static/app/; the pages themselves live at /.
  base: command === "build" ? "/static/app/" : "/",
  resolve: {
    alias: {
      "@": here("./src"),
      // Half of markdown-it is a table the browser has and features that are off.
      "punycode.js": here("./src/ui/slimPunycode.ts"),
      entities: here("./src/ui/slimEntities.ts"),
      "linkify-it": here("./src/ui/slimLinkify.ts"),
      "uc.micro": here("./src/ui/slimUnicode.ts"),
      mdurl: here("./src/ui/slimUrl.ts"),
      // Its package names the build for development under every condition.
      ...(command === "build" && {
        "react-router": here("./node_modules/react-router/dist/production/index.mjs"),
      }),
    },
  },
  server: {
    host: "127.0.0.1",
    // The browser's Host is kept: the server compares it with the origin of a form.
    proxy: Object.fromEntries(
      ["/api", "/back-office"].map((path) => [path, { target: server, changeOrigin: false }]),
    ),
  },
  // Nothing inlined as data: the content security policy names files only.
  build: {
    // One file of what every page needs: in many small ones it is two kilobytes more.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: "base", test: new RegExp(BASE) }],
        },
      },
    },
    assetsInlineLimit: 0,
    // Every browser of the targets below preloads modules by itself.
    modulePreload: { polyfill: false },
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
}));
