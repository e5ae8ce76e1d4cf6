/**
 * Where the sources look a key up in a plain object by any text: `record[key]` or `key in record`
 * with a key of type `string`. Such a key may be a header of a file, called `constructor` or
 * `__proto__`, which every object has. A key of a closed union, of numbers or into a list is none.
 * `Object.assign` of records with any keys counts too.
 */
import ts from "typescript";

export interface IndexedByText {
  /** path under the root */
  file: string;
  line: number;
  /** as it is written */
  text: string;
}

/** @param files paths of TypeScript modules under the root */
export function indexedByText(root: URL, files: string[]): IndexedByText[] {
  const program = programOf(root, files);
  const checker = program.getTypeChecker();
  const found: IndexedByText[] = [];
  for (const file of files) {
    const source = program.getSourceFile(root.pathname + file)!;
    visit(source, (node) => {
      if (!looksUpAnyText(checker, node) && !assignsAnyText(checker, node)) return;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ file, line: line + 1, text: node.getText() });
    });
  }
  return found;
}

/** Our own modules and zod, whose types are those of the contracts; all else is `any` here. */
function programOf(root: URL, files: string[]): ts.Program {
  const { pathname } = root;
  const options: ts.CompilerOptions = {
    allowImportingTsExtensions: true,
    lib: ["lib.esnext.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: true,
    paths: {
      "@rollcall/contacts": [`${pathname}domain/contacts/mod.ts`],
      "@rollcall/event-store": [`${pathname}platform/event_store.ts`],
      "@rollcall/platform/*": [`${pathname}platform/*`],
      "@rollcall/tables": [`${pathname}domain/tables/mod.ts`],
      "#lib/*": [`${pathname}web/src/lib/*`],
    },
    strict: true,
    target: ts.ScriptTarget.ESNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const cache = ts.createModuleResolutionCache(pathname, (name) => name, options);
  host.resolveModuleNameLiterals = (literals, containing, redirected, { ...given }) =>
    literals.map(({ text }) =>
      /^([.#]|@rollcall\/|zod$)/.test(text)
        ? ts.resolveModuleName(text, containing, given, host, cache, redirected)
        : { resolvedModule: undefined }
    );
  return ts.createProgram(files.map((file) => pathname + file), options, host);
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => visit(child, look));
}

function looksUpAnyText(checker: ts.TypeChecker, node: ts.Node): boolean {
  const access = accessOf(node);
  return access !== undefined && isAnyText(checker, access.key) && !isList(checker, access.record);
}

/** `Object.assign` of such records sets one key after another, and so loses `__proto__`. */
function assignsAnyText(checker: ts.TypeChecker, node: ts.Node): boolean {
  if (!ts.isCallExpression(node) || node.expression.getText() !== "Object.assign") return false;
  return node.arguments.some((argument) => {
    const given = ts.isSpreadElement(argument) ? argument.expression : argument;
    const type = checker.getTypeAtLocation(given);
    const part = checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? type;
    return checker.getIndexTypeOfType(part, ts.IndexKind.String) !== undefined ||
      part.getSymbol()?.name === "ByKey";
  });
}

function accessOf(node: ts.Node): { record: ts.Expression; key: ts.Expression } | undefined {
  if (ts.isElementAccessExpression(node)) {
    return { record: node.expression, key: node.argumentExpression };
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) {
    return { record: node.right, key: node.left };
  }
  return undefined;
}

/** Text that may be anything: a union of literals is known to the compiler. */
function isAnyText(checker: ts.TypeChecker, key: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(key);
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((part) => (part.flags & ts.TypeFlags.String) !== 0);
}

function isList(checker: ts.TypeChecker, record: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(record);
  return checker.isArrayLikeType(type) || (type.flags & ts.TypeFlags.StringLike) !== 0;
}
