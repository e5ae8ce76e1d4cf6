/**
 * What a cell holds, as the sheet shows it where that says more: whole numbers with all their digits,
 * since phones are stored as numbers, dates by ISO 8601, TRUE and FALSE.
 */
import type { CellFormat } from "./cell_formats.ts";
import { shownNumber } from "./cell_number.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** 9999-12-31 as an Excel serial date. */
const LAST_DAY = 2_958_465;

/** @param raw a number as stored in the sheet */
export function numberText(raw: string, format: CellFormat, from1904: boolean): string {
  const number = Number(raw);
  if (!raw.trim() || !Number.isFinite(number)) return raw;
  if (format.kind === "pad") return plainNumber(raw, number).padStart(format.digits, "0");
  if (format.kind === "number") {
    return shownNumber(plainNumber(raw, number), number, format.format) ?? plainNumber(raw, number);
  }
  if (format.kind === "plain" || number < 0 || number > LAST_DAY) return plainNumber(raw, number);
  if (format.kind === "duration") return clock(Math.round(number * DAY_MS / 1000));
  return dateText(number, from1904);
}

function plainNumber(raw: string, number: number): string {
  if (/^-?\d+$/.test(raw)) return raw;
  const short = String(number);
  if (!short.includes("e")) return short;
  return Number.isInteger(number)
    ? BigInt(number).toString()
    : number.toFixed(20).replace(/0+$/, "");
}

function dateText(days: number, from1904: boolean): string {
  const seconds = Math.round((days % 1) * DAY_MS / 1000);
  if (days < 1) return clock(seconds);
  // Excel counts a nonexistent 29 February 1900.
  const before = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const at = new Date(before + Math.floor(days) * DAY_MS + seconds * 1000).toISOString();
  return seconds === 0 ? at.slice(0, 10) : at.slice(0, 19);
}

function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** Characters that XML cannot hold are written as `_x000D_`. */
export function unescapeText(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}
