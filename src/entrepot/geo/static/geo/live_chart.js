/* A chart that comes alive: MapLibre over our own land. Nothing of it is fetched before the page is drawn and the chart in
   sight, and only where WebGL is; until it stands, the chart that the server drew does. README.md names what it reads. */

const KEPT = "entrepot-chart";
const ASK_AGAIN_MS = 60_000;
const STEP_MS = 120;
const FITTED = { padding: { top: 40, bottom: 32, left: 32, right: 96 }, maxZoom: 4 }; // names stand at the right of ports
const COLOURS = ["paper", "ink", "ink-soft", "sea", "wash"];
const EVERYWHERE = { type: "FeatureCollection", features: [] };

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const night = matchMedia("(prefers-color-scheme: dark)");

/* What the reader chose: { shape, still, hidden layers }. A browser may refuse to keep it. */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function keep(choice) {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...choice }));
  } catch {
    /* it holds for this page then */
  }
}

function canDraw() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

function fetched(element) {
  return new Promise((done, failed) => {
    element.onload = done;
    element.onerror = failed;
    document.head.append(element);
  });
}

async function maplibre({ library, sheet }) {
  if (!window.maplibregl) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet });
    const script = Object.assign(document.createElement("script"), { src: library });
    await Promise.all([fetched(link), fetched(script)]);
  }
  return window.maplibregl;
}

async function json(address, options) {
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/* Coasts are the edges of land but for the cuts at 180° and along the pole, where there is none. */
function coasts(land) {
  const cut = ([lon, lat], [nextLon, nextLat]) =>
    (Math.abs(lon) === 180 && lon === nextLon) || (lat === -90 && nextLat === -90);
  const lines = [];
  for (const ring of land.geometry.coordinates.flat()) {
    let line = [];
    for (const point of ring) {
      if (line.length && cut(line.at(-1), point)) {
        lines.push(line);
        line = [];
      }
      line.push(point);
    }
    lines.push(line);
  }
  return { type: "MultiLineString", coordinates: lines.filter((line) => line.length > 1) };
}

function graticule(step = 15) {
  const lines = [];
  for (let lon = -180; lon < 180; lon += step) lines.push([[lon, -85], [lon, 85]]);
  for (let lat = -75; lat <= 75; lat += step) lines.push([[-180, lat], [0, lat], [180, lat]]);
  return { type: "MultiLineString", coordinates: lines };
}

/* Dashes of 3 with gaps of 4 that have moved on by half a unit each: MapLibre draws a line's dashes from its start. */
const DASHES = Array.from({ length: 14 }, (_, half) => half / 2).map((on) =>
  on <= 3 ? [on, 4, 3 - on] : [0, on - 3, 3, 7 - on],
);

class LiveChart {
  constructor(figure, drawing, land, data) {
    this.figure = figure;
    this.data = data;
    this.land = land;
    this.coasts = coasts(land);
    this.choice = { shape: "flat", still: false, hidden: [], ...kept() };
    this.step = 0;
    this.drawing = false;
    this.inSight = true;

    this.place = document.createElement("div");
    this.place.className = "live-chart-map";
    figure.querySelector(".chart-frame").append(this.place);
    const { title, helpMouse, helpMac, helpTouch } = figure.dataset;
    this.map = new drawing.Map({
      container: this.place,
      style: this.style(),
      bounds: this.bounds(),
      fitBoundsOptions: FITTED,
      maxZoom: 7,
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      pixelRatio: Math.min(devicePixelRatio, 2),
      fadeDuration: calm.matches ? 0 : 200,
      locale: {
        "Map.Title": title,
        "CooperativeGesturesHandler.WindowsHelpText": helpMouse,
        "CooperativeGesturesHandler.MacHelpText": helpMac,
        "CooperativeGesturesHandler.MobileHelpText": helpTouch,
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.on("styleimagemissing", ({ id }) => this.addImage(id));
    this.map.on("render", () => { this.drawing = false; });
    this.map.once("idle", () => this.come());
  }

  /* The map stands: it takes the place of the server's chart, and the tools appear. */
  come() {
    this.offerLayers();
    this.show();
    this.figure.querySelector(".live-chart-tools").hidden = false;
    this.figure.addEventListener("click", (event) => this.press(event.target.closest("button")));
    this.figure.addEventListener("change", (event) => this.toggle(event.target));
    this.map.on("mousemove", ({ point }) => this.say(point));
    this.map.on("click", ({ point }) => this.say(point));
    for (const wish of [calm, night]) wish.addEventListener("change", () => this.show());
    new IntersectionObserver(([seen]) => { this.inSight = seen.isIntersecting; }).observe(this.figure);
    setInterval(() => this.ask(), ASK_AGAIN_MS);
    setInterval(() => this.move(), STEP_MS);
  }

  press(button) {
    if (!button) return;
    const quick = { animate: !calm.matches };
    if (button.dataset.shape) this.choose({ shape: button.dataset.shape });
    else if (button.dataset.do === "still") this.choose({ still: !this.choice.still });
    else if (button.dataset.do === "nearer") this.map.zoomIn(quick);
    else if (button.dataset.do === "farther") this.map.zoomOut(quick);
    else if (button.dataset.do === "whole") this.map.fitBounds(this.bounds(), { ...FITTED, ...quick });
  }

  toggle({ value, checked }) {
    const others = this.choice.hidden.filter((layer) => layer !== value);
    this.choose({ hidden: checked ? others : [...others, value] });
  }

  choose(choice) {
    Object.assign(this.choice, choice);
    keep(choice);
    this.show();
  }

  show() {
    this.map.setStyle(this.style());
    this.figure.dataset.alive = this.choice.shape;
    for (const button of this.figure.querySelectorAll("[data-shape]"))
      button.setAttribute("aria-pressed", button.dataset.shape === this.choice.shape);
    const still = this.figure.querySelector("[data-do=still]");
    still.setAttribute("aria-pressed", this.choice.still);
    still.hidden = calm.matches || !this.somethingMoves();
  }

  offerLayers() {
    const box = this.figure.querySelector("fieldset");
    for (const { code, name } of this.data.layers) {
      const input = Object.assign(document.createElement("input"), { type: "checkbox", value: code });
      input.checked = !this.choice.hidden.includes(code);
      const label = document.createElement("label");
      label.append(input, ` ${name}`);
      box.append(label);
    }
    box.hidden = this.data.layers.length < 2;
  }

  somethingMoves() {
    return this.data.lanes.features.some(
      ({ properties }) => properties.moving && !this.choice.hidden.includes(properties.layer),
    );
  }

  /* A step of the dashes; a slow machine takes the next one when it has drawn this one. */
  move() {
    const idle = calm.matches || this.choice.still || !this.inSight || document.hidden || this.drawing;
    if (idle || !this.somethingMoves()) return;
    this.drawing = true;
    this.step = (this.step + 1) % DASHES.length;
    this.map.setPaintProperty("moving", "line-dasharray", DASHES[this.step]);
  }

  async ask() {
    if (!this.inSight || document.hidden) return;
    this.data = await json(this.figure.dataset.liveChart, { cache: "no-cache" });
    this.show();
  }

  /* What is under the pointer, in words below the chart. */
  say({ x, y }) {
    const near = [[x - 6, y - 6], [x + 6, y + 6]];
    const [found] = this.map.queryRenderedFeatures(near, { layers: ["marks", "ports", "flows", "lanes", "links"] });
    const said = this.figure.querySelector(".live-chart-said");
    said.textContent = found?.properties.title ?? found?.properties.name ?? "";
    said.hidden = false;
  }

  /* All that is drawn, gathered around the first port: no jump at 180°. */
  bounds() {
    const points = ["ports", "lanes"].flatMap((kind) =>
      this.data[kind].features.flatMap(({ geometry }) =>
        geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates.flat(),
      ),
    );
    const middle = points[0][0];
    const lons = points.map(([lon]) => lon + 360 * Math.round((middle - lon) / 360));
    const lats = points.map(([, lat]) => lat);
    return [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
  }

  /* The tokens of the page as the browser resolves them, day or night. */
  colours() {
    const probe = this.figure.appendChild(document.createElement("i"));
    const resolved = COLOURS.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    });
    probe.remove();
    return Object.fromEntries(resolved);
  }

  style() {
    const { paper, ink, "ink-soft": soft, sea, wash } = this.colours();
    const shape = this.choice.shape === "globe" ? "globe" : "mercator";
    const shown = ["!", ["in", ["get", "layer"], ["literal", this.choice.hidden]]];
    const goods = ["==", ["get", "layer"], "goods"];
    const colour = ["match", ["get", "layer"], "goods", sea, "money", ink, soft];
    const thick = ["interpolate", ["linear"], ["get", "volume"], 0, 1, 1, 2.5, 10, 5, 100, 9];
    const starboard = ["case", goods, ["*", thick, 0.7], 0];
    const line = (id, source, paint, filter = true) =>
      ({ id, type: "line", source, filter, layout: { "line-join": "round" }, paint });
    const held = { "line-color": colour, "line-width": thick, "line-offset": starboard };
    const image = (kind, name, ...more) => ["concat", `${kind}|${name}|`, ...more];
    return {
      version: 8,
      projection: { type: shape },
      sources: {
        grid: { type: "geojson", data: graticule() },
        land: { type: "geojson", data: this.land, tolerance: 0.2 },
        coasts: { type: "geojson", data: this.coasts, tolerance: 0.2 },
        ...Object.fromEntries(
          ["lanes", "ports", "marks"].map((kind) => [kind, { type: "geojson", data: this.data[kind] ?? EVERYWHERE }]),
        ),
      },
      layers: [
        { id: "water", type: "background", paint: { "background-color": wash } },
        line("grid", "grid", { "line-color": soft, "line-opacity": 0.25, "line-width": 0.5 }),
        { id: "land", type: "fill", source: "land", paint: { "fill-color": paper } },
        line("coasts", "coasts", { "line-color": soft, "line-opacity": 0.55, "line-width": 0.7 }),
        line("lanes", "lanes", { "line-color": colour, "line-width": 1 }, ["all", goods, shown]),
        line("links", "lanes", { "line-color": colour, "line-width": 1, "line-dasharray": [1, 3] }, ["all", ["!", goods], ["!", ["get", "moving"]], shown]),
        line("flows", "lanes", { ...held, "line-opacity": 0.35 }, ["all", [">", ["get", "volume"], 0], shown]),
        line("moving", "lanes", { ...held, "line-dasharray": DASHES[this.step] }, ["all", ["get", "moving"], shown]),
        {
          id: "ports",
          type: "circle",
          source: "ports",
          paint: {
            "circle-color": ["case", ["get", "here"], ink, paper],
            "circle-radius": ["case", ["get", "here"], 4.5, 3.5],
            "circle-stroke-color": ink,
            "circle-stroke-width": 1.6,
          },
        },
        {
          id: "marks",
          type: "symbol",
          source: "marks",
          filter: shown,
          layout: {
            "icon-image": image("ship", sea + "|" + paper),
            "icon-size": ["interpolate", ["linear"], ["zoom"], 0, 0.7, 3, 1],
            "icon-rotate": ["get", "bearing"],
            "icon-rotation-alignment": "map",
            "icon-allow-overlap": true,
            "icon-ignore-placement": true,
          },
        },
        {
          id: "names",
          type: "symbol",
          source: "ports",
          layout: {
            "icon-image": image("name", ink + "|" + wash, ["get", "name"]),
            "icon-anchor": "left",
            "icon-offset": [7, 0],
            "icon-padding": 1,
            "symbol-sort-key": ["case", ["get", "here"], 0, 1],
          },
        },
      ],
    };
  }

  /* Names are pictures in the page's own faces: no font has to be sent for any script. */
  addImage(id) {
    const [kind, front, back, ...name] = id.split("|");
    const ratio = Math.max(devicePixelRatio, 1);
    const pen = document.createElement("canvas").getContext("2d");
    const text = name.join("|");
    const face = `600 13px ${getComputedStyle(this.figure).fontFamily}`;
    pen.font = face;
    const [width, height] = kind === "ship" ? [14, 20] : [Math.ceil(pen.measureText(text).width) + 8, 22];
    Object.assign(pen.canvas, { width: width * ratio, height: height * ratio });
    pen.scale(ratio, ratio);
    Object.assign(pen, { font: face, fillStyle: front, strokeStyle: back, lineJoin: "round", textBaseline: "middle" });
    if (kind === "ship") {
      pen.lineWidth = 1.5;
      const hull = new Path2D("M7 1 12 8 12 18 7 16 2 18 2 8Z");
      pen.fill(hull);
      pen.stroke(hull);
    } else {
      pen.lineWidth = 3;
      pen.strokeText(text, 4, height / 2);
      pen.fillText(text, 4, height / 2);
    }
    const drawn = pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
    if (!this.map.hasImage(id)) this.map.addImage(id, drawn, { pixelRatio: ratio });
  }
}

async function enliven(figure) {
  const { dataset } = figure;
  const [drawing, land, data] = await Promise.all([
    maplibre(dataset), json(dataset.land), json(dataset.liveChart, { cache: "no-cache" }),
  ]);
  new LiveChart(figure, drawing, land, data);
}

/* What could not be fetched (the reader went on, the network is away) leaves the chart as it stands. */
function left(trouble) {
  console.warn("The chart stands as it was drawn.", trouble);
}

function whenDrawn(then) {
  const idle = window.requestIdleCallback ?? setTimeout;
  if (document.readyState === "complete") idle(then);
  else addEventListener("load", () => idle(then), { once: true });
}

if (!navigator.connection?.saveData) {
  whenDrawn(() => {
    if (!canDraw()) return;
    const sight = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        sight.unobserve(target);
        enliven(target).catch(left);
      }
    });
    for (const figure of document.querySelectorAll("[data-live-chart]")) sight.observe(figure);
  });
}
