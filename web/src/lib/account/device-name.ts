/** What a session's device is called, from the User-Agent that it was opened with. */
import { m } from "../paraglide/messages.js";

const browsers = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
] as const;

const systems = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/CrOS/, "ChromeOS"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
] as const;

/** "Firefox on Windows"; of a program its own name. */
export function deviceName(userAgent: string | null): string {
  if (!userAgent) return m.account_device_unknown();
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (browser) return system ? m.account_device({ browser, system }) : browser;
  return userAgent.split(/[\s/]/)[0] || m.account_device_unknown();
}
