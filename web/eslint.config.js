/** What Deno's linter does not read: components, and the state beside them. */
import svelte from "eslint-plugin-svelte";
import { parser } from "typescript-eslint";

export default [
  // Compiled from the catalogue.
  { ignores: ["src/lib/paraglide/**"] },
  ...svelte.configs["flat/recommended"],
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser } },
    rules: {
      eqeqeq: "error",
      // What nothing on the page shows, such as requests under way, is meant not to be reactive.
      "svelte/prefer-svelte-reactivity": "off",
      // The site is at the root of its origin, and has no base path to resolve.
      "svelte/no-navigation-without-resolve": "off",
    },
  },
];
