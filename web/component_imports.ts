/** What a component imports, which Deno's graph of modules does not know. */
import { parse } from "svelte/compiler";

export interface ComponentImport {
  /** As it is written. */
  specifier: string;
  /** Only types are imported. */
  typeOnly: boolean;
}

interface Node {
  type: string;
  source?: { value: unknown } | null;
  importKind?: string;
  exportKind?: string;
  specifiers?: { importKind?: string }[];
}

/** The imports of a component's scripts and markup, dynamic ones included. */
export function componentImports(source: string): ComponentImport[] {
  const { instance, module, fragment } = parse(source, { modern: true });
  const found: ComponentImport[] = [];
  for (const part of [instance?.content, module?.content, fragment]) visit(part, found);
  return found;
}

function visit(value: unknown, found: ComponentImport[]): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) visit(one, found);
    return;
  }
  const node = value as Node;
  if (typeof node.source?.value === "string") {
    found.push({ specifier: node.source.value, typeOnly: isOfTypes(node) });
  }
  for (const [name, child] of Object.entries(node)) if (name !== "parent") visit(child, found);
}

function isOfTypes({ importKind, exportKind, specifiers = [] }: Node): boolean {
  if (importKind === "type" || exportKind === "type") return true;
  return specifiers.length > 0 && specifiers.every((one) => one.importKind === "type");
}
