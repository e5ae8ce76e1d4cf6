/**
 * The page of the collector: asks for the newest every two seconds and shows the traces, one trace
 * as a waterfall, or the metrics, by the address's fragment. Text is set as text, never as markup.
 */
const REFRESH_MS = 2_000;
const at = (id) => document.getElementById(id);
let paused = false;
let shown = "";

at("pause").addEventListener("click", () => {
  paused = !paused;
  at("pause").setAttribute("aria-pressed", String(paused));
  at("state").textContent = paused ? "Paused" : "";
});
for (const id of ["find-trace", "find-metric", "quiet"]) at(id).addEventListener("input", show);
addEventListener("hashchange", () => show(true));
setInterval(() => paused || shown === "trace" || show(), REFRESH_MS);
show();

/** @param byPerson whether a person went there: the focus goes along */
async function show(byPerson = false) {
  const place = location.hash.slice(1) || "traces";
  const [view, id] = place.split("/");
  try {
    if (view === "trace") showTrace(id, await get(`/traces/${id}`));
    else if (view === "metrics") showMetrics(await get("/metrics"));
    else showTraces(await get("/traces"));
    if (!paused) at("state").textContent = "";
  } catch (error) {
    at("state").textContent = `The collector does not answer: ${error.message}`;
  }
  shown = view;
  for (const name of ["traces", "trace", "metrics"]) at(`${name}-view`).hidden = name !== view;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (byPerson === true && view === "trace") at("trace-title").focus();
}

function showTraces(traces) {
  const wanted = at("find-trace").value.toLowerCase();
  const rows = traces
    .filter((trace) => at("quiet").checked || !trace.quiet)
    .filter((trace) => `${trace.name} ${trace.services}`.toLowerCase().includes(wanted))
    .slice(0, 200)
    .map((trace) =>
      row([
        new Date(trace.startMs).toLocaleTimeString(),
        element("a", { href: `#trace/${trace.id}`, ...failed(trace) }, [
          trace.name + (trace.failed ? " (failed)" : ""),
        ]),
        trace.services.map(short).join(", "),
        number(trace.spans),
        number(duration(trace.durationMs)),
      ])
    );
  at("traces-rows").replaceChildren(...(rows.length ? rows : [row(["No traces yet."])]));
}

function showTrace(id, spans) {
  const start = Math.min(...spans.map((span) => span.startMs));
  const total = Math.max(...spans.map((span) => span.startMs + span.durationMs)) - start || 1;
  at("trace-title").textContent = spans[0]?.name ?? "This trace is not known (any more)";
  at("trace-facts").textContent = spans.length
    ? `${id}: ${spans.length} spans, ${duration(total)}, ${new Date(start).toLocaleString()}`
    : id;
  at("trace-rows").replaceChildren(
    ...inTree(spans).map(({ span, depth }) => {
      const facts = Object.entries({ kind: span.kind, ...span.attributes }).flatMap(
        ([name, value]) => [element("dt", {}, [name]), element("dd", {}, [value])],
      );
      const links = span.links.flatMap((trace) => [
        element("dt", {}, ["linked to"]),
        element("dd", {}, [element("a", { href: `#trace/${trace}` }, [trace])]),
      ]);
      const name = element("summary", failed(span), [span.name + (span.failed ? " (failed)" : "")]);
      const details = element("details", {}, [name, element("dl", {}, [...facts, ...links])]);
      details.style.marginInlineStart = `${Math.min(depth, 12)}rem`.replace("rem", "em");
      return row([
        details,
        short(span.service),
        number(duration(span.startMs - start)),
        number(duration(span.durationMs)),
        bar((span.startMs - start) / total, span.durationMs / total, span.service),
      ]);
    }),
  );
}

/** Parents before their children, children in the order of their start. */
function inTree(spans) {
  const known = new Set(spans.map((span) => span.spanId));
  const children = Map.groupBy(spans, ({ parentId }) => known.has(parentId) ? parentId : "");
  const below = (id, depth) =>
    (children.get(id) ?? []).flatMap((span) => [{ span, depth }, ...below(span.spanId, depth + 1)]);
  return below("", 0);
}

function showMetrics(series) {
  const wanted = at("find-metric").value.toLowerCase();
  const rows = series.map((one) => ({
    ...one,
    of: Object.entries(one.attributes).map(([name, value]) => `${name}=${value}`).join(" "),
  })).filter((one) => `${one.name} ${one.service} ${one.of}`.toLowerCase().includes(wanted));
  at("metrics-rows").replaceChildren(
    ...rows.slice(0, 1_000).map((one) =>
      row([
        one.name,
        short(one.service),
        element("small", {}, [one.of]),
        number(figure(one.value, one.unit) + (one.kind === "histogram" ? " mean" : "")),
        number(one.count ?? ""),
        number(one.p50 === undefined ? "" : `≤ ${figure(one.p50, one.unit)}`),
        number(one.p95 === undefined ? "" : `≤ ${figure(one.p95, one.unit)}`),
        number(one.rate === undefined ? "" : figure(one.rate, "")),
      ])
    ),
  );
}

async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return await response.json();
}

function bar(from, share, service) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true"); // the numbers beside it say the same
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  rect.setAttribute("x", `${Math.min(from * 100, 99.5)}%`);
  rect.setAttribute("width", `${Math.max(share * 100, 0.5)}%`);
  rect.setAttribute("y", "15%");
  rect.setAttribute("height", "70%");
  rect.setAttribute("rx", "2");
  rect.setAttribute("fill", `hsl(${hue(service)} 60% 52%)`);
  svg.append(rect);
  return svg;
}

/** The same colour for a service everywhere. */
function hue(service) {
  let sum = 0;
  for (const letter of service) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return sum;
}

function row(cells) {
  return element(
    "tr",
    {},
    cells.map((cell) =>
      cell instanceof Element && cell.localName === "td" ? cell : element("td", {}, [cell])
    ),
  );
}

function number(value) {
  return element("td", { class: "number" }, [String(value)]);
}

function element(name, attributes, children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const failed = ({ failed }) => failed ? { class: "failed" } : {};
const short = (service) => service.replace(/^rollcall-/, "");

function figure(value, unit) {
  if (unit === "s") return duration(value * 1_000);
  const rounded = Number(value.toPrecision(4)).toLocaleString();
  return /^\{|^1?$/.test(unit) ? rounded : `${rounded} ${unit}`;
}

function duration(ms) {
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}
