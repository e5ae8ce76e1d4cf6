/**
 * The columns of a grid: their order, widths, and which are shown. TanStack Table keeps that state;
 * here it is made reactive, and remembered in this browser for each kind of list.
 */
import {
  columnOrderingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  constructTable,
  tableFeatures,
} from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";

export interface GridColumn {
  key: string;
  label: string;
  /** in pixels, at first */
  width: number;
  /** by what the API sorts it; null where it cannot */
  sort: string | null;
  /** Whether it grows where there is room. */
  grows?: boolean;
}

export interface ShownColumn extends GridColumn {
  size: number;
}

const MIN_WIDTH = 56;
const MAX_WIDTH = 900;
/** Columns grow to fill the window, but not beyond what is pleasant to read. */
const MAX_GROWTH = 2.2;
/** Of the window, for the column that stays: on a phone most of it would be left to that one. */
const MAX_FIRST = 0.5;

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  columnSizingFeature,
  columnOrderingFeature,
  columnVisibilityFeature,
});

type Kept = { order: string[]; widths: Record<string, number>; hidden: string[] };

export class GridColumns {
  #changes = $state(0);
  #columns = $state.raw<readonly GridColumn[]>([]);
  #room = $state(0);
  readonly #name: string | null;
  readonly #table;

  /** @param name of the kind of list, under which it is remembered; null for one that is not */
  constructor(name: string | null) {
    this.#name = name === null ? null : `rollcall.columns.${name}`;
    const { order, widths, hidden } = this.#kept();
    this.#table = constructTable({
      features,
      columns: [],
      data: [],
      initialState: {
        columnOrder: order,
        columnSizing: widths,
        columnVisibility: Object.fromEntries(hidden.map((key) => [key, false])),
      },
    });
    this.#table.store.subscribe(() => {
      this.#changes++;
      this.#keep();
    });
  }

  /** Sets which columns there are; the first one stays the first. */
  set(columns: readonly GridColumn[]): void {
    this.#columns = columns;
    this.#table.setOptions((before) => ({
      ...before,
      columns: columns.map(({ key, width }, index) => ({
        id: key,
        size: width,
        minSize: MIN_WIDTH,
        maxSize: MAX_WIDTH,
        enableHiding: index > 0,
      })),
    }));
    this.#changes++;
  }

  /** Sets the width of the window, in pixels. */
  fit(room: number): void {
    this.#room = room;
  }

  /** All of them in their order, hidden ones too. */
  all = $derived.by((): ShownColumn[] => this.#inOrder(this.#table.getAllLeafColumns()));
  shown = $derived.by((): ShownColumn[] =>
    this.#grown(this.#inOrder(this.#table.getVisibleLeafColumns()))
  );
  width = $derived(this.shown.reduce((sum, { size }) => sum + size, 0));
  isHidden = $derived.by(() => {
    this.#changes;
    const { columnVisibility } = this.#table.store.state;
    return (key: string) => columnVisibility[key] === false;
  });
  isChanged = $derived.by(() => {
    this.#changes;
    const { columnVisibility, columnSizing, columnOrder } = this.#table.store.state;
    return columnOrder.length > 0 || Object.keys(columnSizing).length > 0 ||
      Object.values(columnVisibility).includes(false);
  });

  resize(key: string, width: number): void {
    const size = Math.round(Math.max(MIN_WIDTH, Math.min(width, MAX_WIDTH)));
    this.#table.setColumnSizing((sizes) => ({ ...sizes, [key]: size }));
  }

  /** Puts a column before or behind its neighbour; the first one keeps its place. */
  move(key: string, by: 1 | -1): void {
    const keys = this.all.map((column) => column.key);
    const from = keys.indexOf(key);
    const to = from + by;
    if (from < 1 || to < 1 || to >= keys.length) return;
    this.#table.setColumnOrder(keys.with(from, keys[to]!).with(to, key));
  }

  /** Puts a column where another one is. */
  moveTo(key: string, place: string): void {
    const keys = this.all.map((column) => column.key);
    const to = keys.indexOf(place);
    if (to < 1 || keys.indexOf(key) < 1 || key === place) return;
    this.#table.setColumnOrder(keys.filter((other) => other !== key).toSpliced(to, 0, key));
  }

  toggle(key: string, isShown: boolean): void {
    this.#table.setColumnVisibility((shown) => ({ ...shown, [key]: isShown }));
  }

  reset(): void {
    this.#table.setColumnOrder([]);
    this.#table.setColumnSizing({});
    this.#table.setColumnVisibility({});
  }

  #inOrder(columns: { id: string; getSize(): number }[]): ShownColumn[] {
    this.#changes;
    const known = new Map(this.#columns.map((column) => [column.key, column]));
    const found = columns.flatMap((column) => {
      const its = known.get(column.id);
      return its ? [{ ...its, size: column.getSize() }] : [];
    });
    // Whatever was remembered of another file: the first column leads.
    const first = found.findIndex(({ key }) => key === this.#columns[0]?.key);
    return first > 0 ? [found[first]!, ...found.toSpliced(first, 1)] : found;
  }

  #grown(columns: ShownColumn[]): ShownColumn[] {
    const { columnSizing } = this.#table.store.state;
    const grows = ({ key, grows }: GridColumn) => grows === true && !(key in columnSizing);
    const sum = (some: ShownColumn[]) => some.reduce((all, { size }) => all + size, 0);
    const growing = sum(columns.filter(grows));
    const left = this.#room - sum(columns) + growing;
    const growth = Math.max(1, Math.min(left / growing, MAX_GROWTH));
    // What one loses by rounding the next one gets: no strip is left behind the last.
    let end = 0, taken = 0;
    const grown = columns.map((column) => {
      if (!grows(column)) return column;
      const size = Math.round(end += column.size * growth) - taken;
      taken += size;
      return { ...column, size };
    });
    const [first, ...others] = grown;
    if (!first || this.#room === 0) return grown;
    // What stays leaves room for what passes by.
    return [
      { ...first, size: Math.min(first.size, Math.floor(this.#room * MAX_FIRST)) },
      ...others,
    ];
  }

  #kept(): Kept {
    const none: Kept = { order: [], widths: {}, hidden: [] };
    if (this.#name === null) return none;
    try {
      const kept = JSON.parse(localStorage.getItem(this.#name) ?? "null");
      return {
        order: Array.isArray(kept?.order) ? kept.order.map(String) : none.order,
        widths: typeof kept?.widths === "object" && kept.widths ? kept.widths : none.widths,
        hidden: Array.isArray(kept?.hidden) ? kept.hidden.map(String) : none.hidden,
      };
    } catch {
      return none;
    }
  }

  #keep(): void {
    if (this.#name === null) return;
    const { columnOrder, columnSizing, columnVisibility } = this.#table.store.state;
    const hidden = Object.entries(columnVisibility).flatMap(([key, on]) => on ? [] : [key]);
    const kept: Kept = { order: columnOrder, widths: columnSizing, hidden };
    try {
      localStorage.setItem(this.#name, JSON.stringify(kept));
    } catch {
      // A full or closed storage: it is only not remembered.
    }
  }
}
