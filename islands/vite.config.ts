import { defineConfig } from "vitest/config";

const ISLANDS = ["compare-file", "ledger-proof", "upload-recording", "recording-player", "list-keys", "pass-key"];

export default defineConfig({
  base: "/static/islands/",
  build: {
    outDir: "../src/zhiji/web/static/islands",
    emptyOutDir: true,
    manifest: "manifest.json",
    // What the offices' older browsers understand.
    target: ["chrome86", "firefox91", "safari15"],
    rollupOptions: {
      input: Object.fromEntries(ISLANDS.map((name) => [name, `src/${name}.ts`])),
    },
    modulePreload: false,
  },
  test: { environment: "happy-dom", restoreMocks: true },
});
