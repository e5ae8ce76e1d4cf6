/** The words of one language, for an app of its own. */
import type { Plugin } from "vite";

/**
 * Leaves one language of each compiled message. The compiler's own switch for it is looked up when a
 * message is shown, and a bundler keeps all languages for that.
 */
export function onlyIn(locale: string): Plugin {
  return {
    name: "one-language",
    transform: {
      filter: { id: /\.svelte-kit\/words\/\w+\/messages\/(?!_index)/ },
      handler: (code) =>
        code.replace(
          /^export const (\w+) = [^]*$/m,
          (_, message) => `export const ${message} = ${locale}_${message};\n`,
        ),
    },
  };
}
