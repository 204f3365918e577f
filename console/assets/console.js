// What pages do beyond showing themselves: draw their charts, and take over what
// is new while they are open. All of them work without it.
"use strict";
(() => {
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  root.classList.add("scripted");

  // Charts. The numbers stand in the figure's own table.
  const charts = new Map(); // figure's id to {plot, shape, box}
  const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
  const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
  const short = (v) => v == null ? "" : Math.abs(v) >= 10000 ? compact.format(v) : number.format(v);

  function columns(figure) {
    const rows = [...figure.querySelectorAll("tbody tr")].map((row) => [
      Date.parse(row.querySelector("time").dateTime) / 1000,
      ...[...row.querySelectorAll("data")].map((cell) => cell.value === "" ? null : Number(cell.value)),
    ]).sort((a, b) => a[0] - b[0]);
    return rows.length === 0 ? null : rows[0].map((_, i) => rows.map((row) => row[i]));
  }

  // stacked puts the values of a chart of bars on top of each other: the sums
  // come first, so that what is drawn later stands in front.
  function stacked(data) {
    const sums = data[0].map(() => 0);
    const layers = data.slice(1).map((values) => values.map((v, i) => (sums[i] += v ?? 0)));
    return [data[0], ...layers.reverse()];
  }

  function options(figure, data, names, box) {
    const bars = figure.dataset.chart === "bars", step = Number(figure.dataset.seconds), count = data.length - 1;
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 }, font: "11px system-ui, sans-serif", labelFont: "11px system-ui, sans-serif", labelSize: 18, labelGap: 0 };
    const series = data.slice(1).map((_, i) => {
      const place = bars ? count - 1 - i : i, paint = colour("--c" + place);
      return bars
        ? { fill: paint, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.8, 48], align: 1 }) }
        : { stroke: paint, width: 1.75, spanGaps: false, dash: place === 0 ? [] : [[7, 4], [2, 3], [9, 3, 2, 3], [12, 4]][(place - 1) % 4], points: { show: data[0].length < 3, size: 5, fill: paint } };
    });
    const ends = () => [box.data[0][0] - (bars ? step * .2 : 0), Math.max(box.data[0][box.data[0].length - 1] + (bars ? step : step * .2), box.data[0][0] + 5 * step)];
    return {
      width: box.width, height: 200, padding: [10, 20, 0, 0], legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: !bars } },
      tzDate: (at) => uPlot.tzDate(new Date(at * 1e3), "Etc/UTC"),
      scales: { x: { time: true, range: () => ends() }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.08 : 1] } },
      axes: [
        { ...axis, label: step < 86400 ? "time of day, UTC" : "UTC", size: step === 3600 ? 44 : 30, space: 64, grid: { show: false }, values: step < 86400 ? [[3600, "{HH}:{mm}", "\n{MMM} {D}", null, null, null, null, null, 0], [60, "{HH}:{mm}", null, null, null, null, null, null, 0]] : step === 86400 ? [[86400, "{MMM} {D}", null, null, null, null, null, null, 0]] : [[86400, "{YYYY}-{MM}", null, null, null, null, null, null, 0]] },
        { ...axis, label: figure.dataset.unit, space: 34, values: (_, list) => list.map(short), size: (_, list) => 24 + 6.4 * Math.max(2, ...(list ?? []).map((v) => v.length)) },
      ],
      series: [{}, ...series],
      hooks: { setCursor: [(plot) => read(figure.id, plot, names, box)] },
    };
  }

  // read says what is under the pointer.
  function read(id, plot, names, box) {
    const at = plot.cursor.idx, text = [];
    if (at != null && box.raw[0][at] != null) {
      text.push(new Date(box.raw[0][at] * 1e3).toISOString().slice(5, 16).replace("T", " "));
      names.forEach((name, i) => { if (box.raw[i + 1][at] != null) text.push((names.length > 1 ? name + " " : "") + number.format(box.raw[i + 1][at])); });
    }
    box.readout.textContent = text.join(" · ");
  }

  function draw(figure) {
    const raw = columns(figure), place = figure.querySelector(".plot");
    if (raw === null || place === null || typeof uPlot === "undefined") return;
    const names = [...figure.querySelectorAll("thead th.number")].map((head) => head.textContent);
    const data = figure.dataset.chart === "bars" ? stacked(raw) : raw;
    const shape = [figure.dataset.chart, figure.dataset.unit, colour("--soft"), ...names].join("|");
    const known = charts.get(figure.id);
    if (known !== undefined && known.shape === shape && place.contains(known.plot.root)) {
      known.box.raw = raw; known.box.data = data;
      known.plot.setData(data);
      return;
    }
    if (known !== undefined) { known.watch.disconnect(); known.plot.destroy(); }
    const readout = document.createElement("p");
    readout.className = "readout";
    place.replaceChildren(readout);
    const box = { raw, data, readout, width: Math.max(120, Math.floor(place.clientWidth)) };
    const plot = new uPlot(options(figure, data, names, box), data, place);
    const watch = new ResizeObserver(() => {
      const width = Math.floor(place.clientWidth);
      if (width > 0 && width !== box.width) { box.width = width; plot.setSize({ width, height: 200 }); }
    });
    watch.observe(place);
    charts.set(figure.id, { plot, shape, box, watch });
  }

  const drawAll = () => document.querySelectorAll("figure[data-chart]").forEach(draw);
  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);

  // What is new. The server says where it stands; a page that shows less asks
  // for itself again and takes over the parts that are marked.
  const button = document.getElementById("live");
  if (button === null || !("position" in document.body.dataset)) return;
  const gapMin = 1500; // between two refreshes, in milliseconds
  const kept = new Map(); // a part's id to what the server last sent of it
  let shown = document.body.dataset.position, wanted = shown, source = null, timer = 0, last = 0, busy = false;
  let paused = sessionStorage.getItem("paused") === "yes";
  document.querySelectorAll("[data-live]").forEach((part) => kept.set(part.id, null));

  function say(text, state) {
    button.hidden = false;
    button.textContent = text;
    button.className = "plain live " + state;
    button.setAttribute("aria-pressed", String(!paused));
    button.title = paused ? "Take over what is new again" : "Keep the page as it is";
  }

  function take(fresh) {
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const old = document.getElementById(part.id), text = part.outerHTML;
      if (old === null || kept.get(part.id) === text) continue;
      const focus = old.contains(document.activeElement) ? document.activeElement : null;
      const selection = getSelection();
      if (focus !== null && focus.matches("input, select, textarea")) continue;
      if (!selection.isCollapsed && old.contains(selection.anchorNode)) continue; // somebody is copying
      kept.set(part.id, text);
      const part2 = document.importNode(part, true);
      for (const box of part2.querySelectorAll("details[id]")) box.open = document.getElementById(box.id)?.open ?? box.open;
      for (const figure of part2.querySelectorAll("figure[data-chart]")) {
        const plot = document.getElementById(figure.id)?.querySelector(".plot");
        if (plot) figure.querySelector(".plot").replaceWith(plot);
      }
      old.replaceWith(part2);
      part2.querySelectorAll("figure[data-chart]").forEach(draw);
      if (focus !== null) {
        const path = focus.id !== "" ? "#" + CSS.escape(focus.id) : focus.getAttribute("href") !== null ? `a[href="${CSS.escape(focus.getAttribute("href"))}"]` : focus.tagName === "SUMMARY" ? "#" + CSS.escape(focus.parentElement.id) + " > summary" : null;
        if (path !== null) part2.querySelector(path)?.focus({ preventScroll: true });
      }
    }
  }

  async function refresh() {
    timer = 0;
    if (busy || paused || document.hidden) return;
    busy = true;
    last = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { "X-Aidollar-Live": "1" }, cache: "no-store", redirect: "manual" });
      if (answer.type === "opaqueredirect") return stop("Signed out: load the page again", "bad");
      if (!answer.ok) return say("The page cannot be renewed now", "bad");
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown = fresh.body.dataset.position ?? shown;
      take(fresh);
      say("Live", "good");
    } catch {
      say("No connection: trying again", "bad");
    } finally {
      busy = false;
      if (wanted !== shown) plan();
    }
  }

  function plan() {
    if (timer === 0 && !busy) timer = setTimeout(refresh, Math.max(0, last + gapMin - Date.now()));
  }

  function start() {
    if (source !== null || paused || document.hidden) return;
    source = new EventSource("/console/live");
    source.addEventListener("open", () => say("Live", "good"));
    source.addEventListener("position", (event) => {
      const at = JSON.parse(event.data);
      wanted = at.log + " " + at.books;
      if (wanted !== shown) plan();
    });
    source.addEventListener("end", () => stop("Signed out: load the page again", "bad"));
    source.addEventListener("error", () => say(source !== null && source.readyState === EventSource.CONNECTING ? "No connection: trying again" : "Not live: load the page again", "bad"));
  }

  function stop(text, state) {
    if (source !== null) source.close();
    source = null;
    clearTimeout(timer);
    timer = 0;
    if (text !== undefined) say(text, state);
  }

  button.addEventListener("click", () => {
    paused = !paused;
    sessionStorage.setItem("paused", paused ? "yes" : "no");
    if (paused) stop("Paused", ""); else { say("Live", ""); start(); }
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); else start(); });
  if (paused) say("Paused", ""); else start();
})();
