/** Unpacks the archives of @sparticuz/chromium in the given folder into the temporary folder. */
import { inflate } from "@sparticuz/chromium";

const [archives] = Deno.args;
const names = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];
await Promise.all(names.map((name) => inflate(`${archives}/${name}`)));
