/**
 * The part of exceljs that tests use. Its own types bring those of an old Node along, which are not
 * those that Deno has.
 */
export interface Cell {
  value: unknown;
  numFmt: string;
}

export interface Row {
  values: unknown;
  eachCell(visit: (cell: Cell, column: number) => void): void;
}

export interface Worksheet {
  name: string;
  rowCount: number;
  addRow(values: unknown[]): Row;
  addRows(rows: unknown[][]): void;
  getRow(number: number): Row;
  getCell(address: string): Cell;
  mergeCells(range: string): void;
  eachRow(visit: (row: Row, number: number) => void): void;
}

export interface Workbook {
  worksheets: Worksheet[];
  addWorksheet(name: string): Worksheet;
  xlsx: {
    writeBuffer(): Promise<ArrayBuffer>;
    load(bytes: ArrayBuffer): Promise<Workbook>;
  };
}

declare const exceljs: { Workbook: new () => Workbook };
export default exceljs;
