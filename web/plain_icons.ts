/**
 * Lucide's icons as plain drawings. Its own component takes a dozen settings and builds each icon from
 * data when it is shown; ours are shown as they are, with a class, and for the eye alone.
 */
import type { Plugin } from "vite";

type Shape = [tag: string, attributes: Record<string, string | number>];

const ICON = /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/;
const DATA = /const iconData = (\{.*\});$/m;

export function plainIcons(): Plugin {
  return {
    name: "plain-icons",
    enforce: "pre",
    transform: { filter: { id: ICON }, handler: plainIcon },
  };
}

/**
 * @param source of Lucide's component
 * @returns a component that is the icon's drawing
 * @throws where it is not what Lucide is known to write
 */
export function plainIcon(source: string): string {
  const data = DATA.exec(source)?.[1];
  if (!data) throw new Error("Lucide writes other icons than web/plain_icons.ts knows: see there");
  const { size, node } = JSON.parse(data) as { size: number; node: Shape[] };
  const shapes = node.map(([tag, attributes]) =>
    `<${tag}${Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`).join("")} />`
  );
  return `<script>let { class: look } = $props();</script>
<svg width="24" height="24" viewBox="0 0 ${size} ${size}" fill="none" stroke="currentColor" \
stroke-width="2" stroke-linecap="round" stroke-linejoin="round" class={look} aria-hidden="true">\
${shapes.join("")}</svg>
`;
}
