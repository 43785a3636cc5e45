"use strict";
// Pictures of a plan: each function turns tables and what is chosen into options of ECharts. `p` has
//   chart: what Python says of the picture;  tables: its tables, filtered;  chosen: the state of the filter;
//   ink(kind, name), tone(colour): colours;  css: those of text, lines and paper;  width: of the frame, in pixels.
const percent = value => `${Math.round(100 * value)} %`;
const grid = (left, right, top, bottom) => ({ outerBoundsMode: "none", left, right, top, bottom });
const plain = { axisTick: { show: false }, axisLine: { show: false } };
const named = (p, data, room, more) => ({
  type: "category", data, inverse: true, ...plain, ...more,
  axisLabel: { interval: 0, width: room, overflow: "truncate", color: p.css.text, fontSize: p.isWide ? 12 : 10 },
});
const amounts = (p, formatter, more) => ({
  type: "value", splitLine: { lineStyle: { color: p.css.rule } },
  axisLabel: { color: p.css.quiet, hideOverlap: true, formatter }, ...more,
});
// A lying rectangle from the first value to the second, in the row that is the third.
const rectangle = high => (params, api) => {
  const [x, y] = api.coord([api.value(0), api.value(2)]), [end] = api.coord([api.value(1), api.value(2)]);
  const whole = { x: Math.min(x, end), y: y - high / 2, width: Math.abs(end - x), height: high };
  const shape = echarts.graphic.clipRectByRect(whole, params.coordSys);
  return shape && { type: "rect", shape, style: api.style() };
};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const month = year => `${MONTHS[Math.floor(12 * (year % 1) + 1e-6) % 12]} ${Math.floor(year + 1e-6)}`;

const mapHeight = width => Math.min(Math.max(0.62 * width, 300), 560);
const charts = {
  map(p) {
    const { known } = p.chart, [sites, stages] = [p.chart.sites, p.chart.stages].map(each => new Map(Object.entries(each)));
    const seldom = { rows: [], all: [], years: [] };
    const capacity = p.table("Capacity by plant") || seldom, flows = p.table("Flows") || seldom;
    const stageOf = row => row.get("stage") ?? stages.get(row.get("commodity")) ?? "";
    const most = {}, beside = Object.create(null), key = (table, row) => [table === flows, stageOf(row), row.get("unit")];
    for (const table of [capacity, flows]) for (const row of table.all)
      most[key(table, row)] = Math.max(most[key(table, row)] || 0, ...table.years.map(at => row.cells[at] || 0));
    const share = (table, row, year = p.year) => row.at_(year) / (most[key(table, row)] || row.at_(year));
    // Plants of one site lie side by side, as the seeds of a sunflower do, in every year in the same place.
    for (const row of capacity.all) {
      const seed = beside[row.get("site")] = (beside[row.get("site")] ?? -1) + 1;
      row.offset = [Math.cos, Math.sin].map(turn => 9 * Math.sqrt(seed) * turn(2.4 * seed));
    }
    const circles = (year, rows) => rows.filter(row => row.at_(year) > 0 && sites.get(row.get("site"))).map(row => ({
      value: [...sites.get(row.get("site")), row.at_(year)], symbolOffset: row.offset,
      symbolSize: Math.max(26 * Math.sqrt(share(capacity, row, year)), 4),
      tip: `${row.get("plant")}, ${row.get("site")} (${stageOf(row)})\n${p.figure(row)}`,
      decision: row.get("plant"), itemStyle: p.faded(row.get("plant")),
    }));
    const lane = row => ["origin", "destination"].map(end => sites.get(row.get(end)));
    const shipped = flows.rows.filter(row => row.at_(p.year) > 0 && lane(row).every(Boolean))
      .sort((a, b) => share(flows, b) - share(flows, a));
    const arcs = shipped.slice(0, 100), rest = shipped.slice(100);
    const drawn = p.stages.filter(stage => [...capacity.rows, ...arcs].some(row => stageOf(row) === stage));
    const ends = at => [Math.min, Math.max].map(end => end(...[...sites.values()].map(site => site[at])));
    const [[left, right], [low, high]] = [ends(0), ends(1)], room = 0.12 * Math.max(right - left, 300);
    const label = { show: p.isWide, formatter: "{b}", color: p.css.text, fontSize: 11, textBorderColor: p.css.paper, textBorderWidth: 2 };
    // How much the arcs that are left out carry: of a single unit as a share of all shipments, else at most.
    const least = part => (part < 1e-3 ? "under 0.1 %" : `${shown(100 * part, "0.0")} %`);
    const sum = rows => rows.reduce((total, row) => total + row.at_(p.year), 0), units = new Set(shipped.map(row => row.get("unit")));
    const size = rest.length && (units.size === 1 ? `${least(sum(rest) / sum(shipped))} of all that is shipped`
      : `none above ${least(share(flows, rest[0]))} of the largest of its stage`);
    return {
      height: mapHeight(p.width), legend: p.legend(drawn),
      note: rest.length ? `The 100 largest shipments are drawn; ${rest.length} more (${size}) are in the table.` : "",
      geo: {
        map: "world", roam: true, scaleLimit: { min: 0.5, max: 30 }, aspectScale: 1, silent: true,
        top: 34, bottom: 4, left: 0, right: 0, boundingCoords: [[left - room, high + room], [right + room, low - room]],
        itemStyle: { areaColor: p.css.land, borderColor: p.css.paper }, label: { show: false },
        regions: known.map(name => ({ name, itemStyle: { areaColor: p.css.known } })),
      },
      series: [
        // Names of countries with sites; one that another or a plant's circle would cover is hidden until the map is zoomed.
        {
          name: "countries", type: "scatter", coordinateSystem: "geo", silent: true, z: 7, symbolSize: 1, label,
          itemStyle: { color: "transparent" }, labelLayout: { hideOverlap: true },
          data: known.filter(name => D.world[name]).map(name => ({ name, value: D.world[name][0] })),
        },
        ...drawn.map(stage => ({
          name: stage, type: "lines", coordinateSystem: "geo", color: p.ink("stage", stage),
          symbol: ["none", "arrow"], symbolSize: 5,
          data: arcs.filter(row => stageOf(row) === stage).map(row => ({
            coords: lane(row),
            lineStyle: { width: Math.max(7 * share(flows, row), 1), opacity: 0.55, curveness: 0.2 },
            tip: `${row.get("commodity")}: ${row.get("origin")} to ${row.get("destination")}\n${p.figure(row)}`,
          })),
        })),
        ...drawn.map(stage => ({
          name: stage, type: "scatter", coordinateSystem: "geo", color: p.ink("stage", stage), z: 5,
          itemStyle: { borderColor: p.css.paper, borderWidth: 1 },
          data: circles(p.year, capacity.rows.filter(row => stageOf(row) === stage)),
        })),
        {
          name: `in ${p.years[0]}`, type: "scatter", coordinateSystem: "geo", silent: true, z: 6,
          itemStyle: { color: "transparent", borderColor: p.css.text, borderType: [2, 2] },
          data: circles(p.years[0], capacity.rows),
        },
      ],
    };
  },

  gantt(p) {
    const { names, lines, phases, first, decided, from, to } = p.chart, [{ rows }] = p.tables;
    const most = p.isPrinted ? rows.length : 40, step = p.isPrinted ? Math.min(18, 1500 / rows.length) : 18, isLong = rows.length > most, left = p.isWide ? 250 : 140;
    const words = row => lines[row.i].filter(Boolean).join(" · ");
    // Fuller from phase to phase, in the colour of the stage.
    const look = (at, ink) => ({
      color: echarts.color.modifyAlpha(ink, at / (phases.length - 1)), borderColor: ink, borderWidth: 1,
    });
    const spans = phases.map(() => []);
    rows.forEach((row, place) => {
      let start = row.cells[decided];
      phases.forEach((phase, at) => {
        const stop = start + row.cells[first + at], value = [Math.max(start, from), Math.min(stop, to), place];
        if (value[1] > value[0]) spans[at].push({
          value, decision: row.get("project"),
          itemStyle: { ...look(at, p.ink("stage", row.get("stage"))), ...p.faded(row.get("project")) },
          tip: `${names[row.i]} (${row.get("stage")})\n${phase}: ${month(start)} to ${month(stop)}\n${words(row)}`,
        });
        start = stop;
      });
    });
    const slider = {
      type: "slider", yAxisIndex: [0, 1], startValue: 0, endValue: most - 1, filterMode: "weakFilter", right: 2, width: 18,
      showDetail: false, brushSelect: false,
    };
    return {
      height: 70 + step * Math.min(rows.length, most), legend: p.legend(phases),
      grid: grid(left, (p.isWide ? 330 : 12) + (isLong ? 30 : 0), 56, 4),
      xAxis: amounts(p, String, { min: from, max: to, minInterval: 1, position: "top" }),
      yAxis: [
        named(p, rows.map(row => names[row.i]), left - 10),
        named(p, rows.map(words), 325, { position: "right", show: p.isWide }),
      ],
      dataZoom: isLong ? [slider] : [],
      series: [
        ...phases.map((phase, at) => ({
          name: phase, type: "custom", renderItem: rectangle(0.66 * step), clip: true, itemStyle: look(at, p.css.quiet),
          encode: { x: [0, 1], y: 2 }, data: spans[at],
        })),
        { type: "custom", yAxisIndex: 1, data: [], renderItem: rectangle(12) },
      ],
    };
  },

  sankey(p) {
    const [table] = p.tables, { columns } = p.chart, last = columns.length - 1;
    const rows = table.rows.filter(row => row.at_(p.year) > 0), nodes = new Map(), weight = {};
    const column = stage => columns.findIndex(stages => stages.includes(stage));
    const id = (row, end) => `${row.get(`${end} stage`)}\u0000${row.get(end)}`;
    const sum = (list, size) => list.reduce((whole, each) => whole + size(each), 0);
    for (const row of rows) for (const [end, part] of [["from", "gives"], ["to", "takes"]]) {
      const node = nodes.get(id(row, end)) || { stage: row.get(`${end} stage`), name: row.get(end), gives: 0, takes: 0 };
      node[part] += row.at_(p.year);
      nodes.set(id(row, end), node);
    }
    for (const row of table.all) for (const end of ["from", "to"])
      weight[id(row, end)] = (weight[id(row, end)] || 0) + sum(table.years, at => row.cells[at] || 0);
    // Tonnes change from stage to stage: they are scaled so that as much leaves those who get something as they get.
    const scales = {}, scale = stage => (scales[stage] ||= leaves(stage) / arrives(stage) || 1);
    const arrives = stage => sum(rows.filter(row => row.get("to stage") === stage), row => row.at_(p.year));
    const passed = (row, stage) => row.get("from stage") === stage && nodes.get(id(row, "from")).takes;
    const leaves = stage => sum(rows.filter(row => passed(row, stage)), row => row.at_(p.year) * scale(row.get("to stage")));
    const size = node => node.gives || node.takes, all = [...nodes.values()];
    const share = node => size(node) / sum(all.filter(each => each.stage === node.stage), size);
    const said = node => `${shown(size(node), "#,##0")} t/y${node.stage ? `, ${shown(share(node), "0.0%")}` : ""}`;
    const title = node => (node.stage.endsWith(" (returned)") ? `${node.stage}, ${node.name}` : node.name);
    const colour = node => (node.stage ? p.ink("country", node.name) : node.name === "stock" ? p.css.quiet : p.css.bad);
    const now = D.decisions[p.chosen.decision], isOf = end => now && end === `${now.stage}\u0000${now.country}`;
    const isFaint = row => now && !isOf(id(row, "from")) && !isOf(id(row, "to"));
    const step = (p.width - 14) / Math.max(last, 1);
    const most = Math.max(...columns.map((_, at) => all.filter(node => column(node.stage) === at).length));
    const small = { fontSize: 10, color: p.css.quiet }, font = p.isWide ? 11 : 9;
    const label = node => ({
      position: column(node.stage) === last ? "left" : "right", color: p.css.text, fontSize: font, fontWeight: "bold",
      lineHeight: 12, textBorderColor: p.css.paper, textBorderWidth: 2, rich: { small },
      formatter: p.isWide ? `${title(node)}\n{small|${said(node)}}` : title(node),
    });
    return {
      height: Math.min(Math.max(60 + 46 * most, 240), p.isWide ? 640 : 480),
      title: columns.map(([stage], at) => ({
        text: stage, left: at === last ? "right" : at * step, top: 6, padding: 0,
        textStyle: { fontSize: p.isWide ? 13 : 10, color: p.css.text, width: step - 8, overflow: "truncate" },
      })),
      series: [{
        type: "sankey", left: 0, right: 1, top: 30, bottom: 12, nodeWidth: 13, nodeGap: 9, layoutIterations: 0,
        draggable: false, emphasis: { focus: "adjacency" }, labelLayout: { hideOverlap: true },
        data: [...nodes].sort(([a], [b]) => weight[b] - weight[a]).map(([name, node]) => ({
          name, depth: column(node.stage), itemStyle: { color: colour(node), borderWidth: 0 }, label: label(node),
          tip: `${title(node)}${node.stage ? `, ${node.stage}` : ""}\n${said(node)}`,
        })),
        links: rows.map(row => ({
          source: id(row, "from"), target: id(row, "to"), value: row.at_(p.year) * scale(row.get("to stage")),
          lineStyle: {
            color: colour(nodes.get(id(row, "from"))), curveness: 0.5,
            opacity: isFaint(row) ? 0.06 : row.get("from stage") ? 0.35 : 0.6,
          },
          tip: `${row.get("from stage") && `${row.get("from stage")}: `}${row.get("from")} to ${row.get("to")} (${row.get("to stage")})\n`
            + p.figure(row),
        })),
      }],
    };
  },
};
