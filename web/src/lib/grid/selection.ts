/** Which cells of a grid are selected: the rectangle between two cells. Pure. */

/** From 0 on; row −1 is the head. */
export interface Place {
  row: number;
  column: number;
}

export interface Selection {
  /** where it began */
  anchor: Place;
  /** where it ends: the cell that has the focus */
  focus: Place;
}

export interface Rectangle {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface Extent {
  rows: number;
  columns: number;
}

export const HEAD = -1;

export function rectangleOf({ anchor, focus }: Selection): Rectangle {
  return {
    top: Math.min(anchor.row, focus.row),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  };
}

export const at = (place: Place): Selection => ({ anchor: place, focus: place });

export const isWithin = ({ top, bottom, left, right }: Rectangle, row: number, column: number) =>
  row >= top && row <= bottom && column >= left && column <= right;

/** How many cells are selected; none in the head. */
export function sizeOf(selection: Selection): { rows: number; columns: number } {
  const { top, bottom, left, right } = rectangleOf(selection);
  return { rows: Math.max(0, bottom - Math.max(0, top) + 1), columns: right - left + 1 };
}

/** The same cell, or the nearest that there is. */
export function within({ row, column }: Place, { rows, columns }: Extent): Place {
  return {
    row: Math.max(HEAD, Math.min(row, rows - 1)),
    column: Math.max(0, Math.min(column, columns - 1)),
  };
}

/** The key as it would be where one reads from left to right: that is how columns are counted. */
export function inReadingOrder(key: string, isRtl: boolean): string {
  if (!isRtl) return key;
  return key === "ArrowLeft" ? "ArrowRight" : key === "ArrowRight" ? "ArrowLeft" : key;
}

/** What a key does; `page` is how many rows are in view. Null for a key that moves nothing. */
export function moved(
  from: Place,
  key: { key: string; ctrl: boolean },
  extent: Extent,
  page: number,
): Place | null {
  const { row, column } = from;
  const to = (place: Partial<Place>) => within({ ...from, ...place }, extent);
  switch (key.key) {
    case "ArrowDown":
      return to({ row: key.ctrl ? extent.rows - 1 : row + 1 });
    case "ArrowUp":
      return to({ row: key.ctrl ? 0 : row - 1 });
    case "ArrowRight":
      return to({ column: key.ctrl ? extent.columns - 1 : column + 1 });
    case "ArrowLeft":
      return to({ column: key.ctrl ? 0 : column - 1 });
    case "PageDown":
      return to({ row: row + page });
    case "PageUp":
      return to({ row: Math.max(0, row - page) });
    case "Home":
      return to({ row: 0, ...(key.ctrl && { column: 0 }) });
    case "End":
      return to({ row: extent.rows - 1, ...(key.ctrl && { column: extent.columns - 1 }) });
    default:
      return null;
  }
}
