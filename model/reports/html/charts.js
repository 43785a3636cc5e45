"use strict";
// Pictures: each function turns tables and what is chosen into options of ECharts. `p` has
//   chart: what Python says of the picture;  tables: its tables, filtered;  chosen: the state of the filter;
//   ink(kind, name): a colour;  css: colours of text, lines and paper;  width: of the frame, in pixels.
const charts = {
  map(p) {
    const { sites, stages, known } = p.chart;
    const [capacity, flows] = [p.table("Capacity by plant"), p.table("Flows")];
    const place = site => sites[site];
    const stageOf = { capacity: row => row.get("stage"), flows: row => stages[row.get("commodity")] || "" };
    const most = {}, beside = {};
    for (const [name, table] of [["capacity", capacity], ["flows", flows]])
      for (const row of table ? table.all : []) {
        const key = [name, stageOf[name](row), row.get("unit")], size = Math.max(...table.years.map(at => row.cells[at] || 0));
        most[key] = Math.max(most[key] || 0, size);
      }
    const share = (name, row, value) => value / (most[[name, stageOf[name](row), row.get("unit")]] || value);
    // Plants of one site lie side by side, as the seeds of a sunflower do, in every year in the same place.
    for (const row of capacity ? capacity.all : []) {
      const all = beside[row.get("site")] ||= [];
      row.offset = [9 * Math.sqrt(all.length) * Math.cos(2.4 * all.length), 9 * Math.sqrt(all.length) * Math.sin(2.4 * all.length)];
      all.push(row);
    }
    const circle = (row, value) => ({
      value: [...place(row.get("site")), value], symbolOffset: row.offset, symbolSize: Math.max(26 * Math.sqrt(share("capacity", row, value)), 4),
      tip: `${row.get("plant")}, ${row.get("site")} (${row.get("stage")})\n${p.figure(value, row)} in ${p.year}${p.calm}`,
      decision: row.get("plant"), itemStyle: p.faded(row.get("plant")),
    });
    const circles = (year, rows) => rows.filter(row => row.at_(year) > 0 && place(row.get("site"))).map(row => circle(row, row.at_(year)));
    const drawn = capacity ? capacity.rows : [];
    const arcs = (flows ? flows.rows : []).filter(row => row.at_(p.year) > 0 && place(row.get("origin")) && place(row.get("destination")))
      .sort((a, b) => share("flows", b, b.at_(p.year)) - share("flows", a, a.at_(p.year))).slice(0, 100);
    const names = p.stages.filter(stage => drawn.some(row => row.get("stage") === stage) || arcs.some(row => stageOf.flows(row) === stage));
    const spots = Object.values(sites), ends = at => [Math.min(...spots.map(s => s[at])), Math.max(...spots.map(s => s[at]))];
    const [[left, right], [low, high]] = [ends(0), ends(1)], room = 0.12 * Math.max(right - left, 300);
    return {
      height: Math.min(Math.max(0.62 * p.width, 300), 560), legend: p.legend(names), tooltip: {},
      geo: {
        map: "world", roam: true, scaleLimit: { min: 0.5, max: 30 }, aspectScale: 1, top: 34, bottom: 4, left: 0, right: 0, silent: true,
        boundingCoords: [[left - room, high + room], [right + room, low - room]], itemStyle: { areaColor: p.css.land, borderColor: p.css.paper },
        regions: known.map(name => ({ name, itemStyle: { areaColor: p.css.known }, label: { show: p.width > 700, color: p.css.text, fontSize: 11, textBorderColor: p.css.paper, textBorderWidth: 2 } })),
        label: { show: false },
      },
      series: [
        ...names.map(stage => ({
          name: stage, type: "lines", coordinateSystem: "geo", symbol: ["none", "arrow"], symbolSize: 5, color: p.ink("stage", stage),
          data: arcs.filter(row => stageOf.flows(row) === stage).map(row => ({
            coords: [place(row.get("origin")), place(row.get("destination"))],
            lineStyle: { width: Math.max(7 * share("flows", row, row.at_(p.year)), 1), opacity: 0.55, curveness: 0.2 },
            tip: `${row.get("commodity")}: ${row.get("origin")} to ${row.get("destination")}\n${p.figure(row.at_(p.year), row)} in ${p.year}${p.calm}`,
          })),
        })),
        ...names.map(stage => ({
          name: stage, type: "scatter", coordinateSystem: "geo", color: p.ink("stage", stage), z: 5,
          itemStyle: { borderColor: p.css.paper, borderWidth: 1 }, data: circles(p.year, drawn.filter(row => row.get("stage") === stage)),
        })),
        {
          name: `in ${p.years[0]}`, type: "scatter", coordinateSystem: "geo", silent: true, z: 6,
          itemStyle: { color: "transparent", borderColor: p.css.text, borderType: [2, 2] }, data: circles(p.years[0], drawn),
        },
      ],
    };
  },

  gantt(p) {
    const { names, lines, phases, first, decided, from, to } = p.chart;
    const [table] = p.tables, rows = table.rows, wide = p.width > 700, most = p.isPrinted ? 24 : 40;
    const month = at => `${["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][Math.floor(12 * (at % 1) + 1e-6) % 12]} ${Math.floor(at + 1e-6 / 12)}`;
    // Fuller from phase to phase, in the colour of the stage.
    const look = (at, ink) => ({ color: echarts.color.modifyAlpha(ink, at / (phases.length - 1)), borderColor: ink, borderWidth: 1 });
    const spans = phases.map(() => []);
    rows.forEach((row, place) => {
      let start = row.cells[decided];
      phases.forEach((phase, at) => {
        const stop = start + row.cells[first + at];
        if (Math.min(stop, to) > Math.max(start, from)) spans[at].push({
          value: [Math.max(start, from), Math.min(stop, to), place], decision: row.get("project"),
          itemStyle: { ...look(at, p.ink("stage", row.get("stage"))), ...p.faded(row.get("project")) },
          tip: `${names[row.i]} (${row.get("stage")})\n${phase}: ${month(start)} to ${month(stop)}\n${lines[row.i].filter(Boolean).join(" · ")}`,
        });
        start = stop;
      });
    });
    const bar = (params, api) => {
      const [left, y] = api.coord([api.value(0), api.value(2)]), [right] = api.coord([api.value(1), api.value(2)]);
      const shape = echarts.graphic.clipRectByRect({ x: left, y: y - 6, width: right - left, height: 12 }, params.coordSys);
      return shape && { type: "rect", shape, style: api.style() };
    };
    const axis = { type: "category", inverse: true, axisTick: { show: false }, axisLine: { show: false } };
    const words = (list, room) => ({ ...axis, data: rows.map(row => list(row)), axisLabel: { interval: 0, width: room, overflow: "truncate", color: p.css.text, fontSize: wide ? 12 : 10 } });
    return {
      height: 70 + 18 * Math.min(rows.length, most), legend: p.legend(phases), tooltip: {},
      grid: { outerBoundsMode: "none", left: wide ? 250 : 140, right: (wide ? 330 : 12) + (rows.length > most ? 30 : 0), top: 56, bottom: 4 },
      xAxis: { type: "value", min: from, max: to, minInterval: 1, position: "top", axisLabel: { formatter: at => `${at}`, color: p.css.quiet }, splitLine: { lineStyle: { color: p.css.rule } } },
      yAxis: [words(row => names[row.i], wide ? 240 : 130), { ...words(row => lines[row.i].filter(Boolean).join(" · "), 325), position: "right", show: wide }],
      dataZoom: rows.length > most ? [{ type: "slider", yAxisIndex: [0, 1], startValue: 0, endValue: most - 1, filterMode: "weakFilter", right: 2, width: 18, showDetail: false, brushSelect: false }] : [],
      series: [
        ...phases.map((phase, at) => ({
          name: phase, type: "custom", renderItem: bar, clip: true, itemStyle: look(at, p.css.quiet),
          encode: { x: [0, 1], y: 2 }, data: spans[at],
        })),
        { type: "custom", yAxisIndex: 1, data: [], renderItem: bar },
      ],
    };
  },

  sankey(p) {
    const [table] = p.tables, { columns } = p.chart;
    const rows = table.rows.filter(row => row.at_(p.year) > 0), nodes = new Map();
    const column = stage => columns.findIndex(stages => stages.includes(stage));
    const key = (stage, name) => `${stage}\u0000${name}`;
    for (const row of rows) {
      const value = row.at_(p.year), to = row.get("to stage");
      for (const [stage, name, part] of [[row.get("from stage"), row.get("from"), "gives"], [to, row.get("to"), "takes"]]) {
        const node = nodes.get(key(stage, name)) || { stage, name, gives: 0, takes: 0 };
        node[part] += value;
        nodes.set(key(stage, name), node);
      }
    }
    // Tonnes change from stage to stage: they are scaled so that as much leaves those who get something as they get.
    const scales = {}, scale = stage => (scales[stage] ||= leaves(stage) / arrives(stage) || 1);
    const arrives = stage => rows.filter(row => row.get("to stage") === stage).reduce((sum, row) => sum + row.at_(p.year), 0);
    const leaves = stage => rows.filter(row => row.get("from stage") === stage && nodes.get(key(stage, row.get("from"))).takes)
      .reduce((sum, row) => sum + row.at_(p.year) * scale(row.get("to stage")), 0);
    const size = node => node.gives || node.takes, whole = {}, weight = {};
    for (const node of nodes.values()) whole[node.stage] = (whole[node.stage] || 0) + size(node);
    for (const row of table.all) for (const [stage, name] of [["from stage", "from"], ["to stage", "to"]])
      for (const at of table.years) weight[key(row.get(stage), row.get(name))] = (weight[key(row.get(stage), row.get(name))] || 0) + (row.cells[at] || 0);
    const now = D.decisions[p.chosen.decision], isOf = (stage, name) => now && stage === now.stage && name === now.country;
    const faint = row => now && !isOf(row.get("from stage"), row.get("from")) && !isOf(row.get("to stage"), row.get("to"));
    const last = columns.length - 1, colour = node => (node.stage ? p.ink("country", node.name) : p.css.bad);
    const said = node => `${Math.round(size(node)).toLocaleString("en-US")} t/y${node.stage ? `, ${Math.round(1000 * size(node) / whole[node.stage]) / 10} %` : ""}`;
    const title = node => (node.stage.endsWith(" (returned)") ? `${node.stage}, ${node.name}` : node.name);
    const step = (p.width - 14) / Math.max(last, 1), most = Math.max(...columns.map((_, at) => [...nodes.values()].filter(node => column(node.stage) === at).length));
    return {
      height: Math.min(Math.max(60 + 46 * most, 240), p.width < 700 ? 480 : 640), tooltip: {},
      title: columns.map((stages, at) => ({
        text: stages.filter(stage => stage && !stage.endsWith(" (returned)"))[0] || "", left: at === last ? "right" : at * step, top: 6,
        textStyle: { fontSize: p.width < 700 ? 10 : 13, color: p.css.text, width: step - 8, overflow: "truncate" }, padding: 0,
      })),
      series: [{
        type: "sankey", left: 0, right: 1, top: 30, bottom: 12, nodeWidth: 13, nodeGap: 9, layoutIterations: 0, draggable: false, emphasis: { focus: "adjacency" },
        data: [...nodes].sort(([a], [b]) => weight[b] - weight[a]).map(([id, node]) => ({
          name: id, depth: column(node.stage), itemStyle: { color: colour(node), borderWidth: 0 }, tip: `${title(node)}${node.stage ? `, ${node.stage}` : ""}\n${said(node)}`,
          label: {
            position: column(node.stage) === last ? "left" : "right", formatter: p.width < 700 ? title(node) : `${title(node)}\n{small|${said(node)}}`,
            rich: { small: { fontSize: 10, color: p.css.quiet } }, color: p.css.text, fontSize: p.width < 700 ? 9 : 11, fontWeight: "bold", lineHeight: 12, textBorderColor: p.css.paper, textBorderWidth: 2,
          },
        })),
        labelLayout: { hideOverlap: true },
        links: rows.map(row => {
          const from = { stage: row.get("from stage"), name: row.get("from") };
          return {
            source: key(from.stage, from.name), target: key(row.get("to stage"), row.get("to")), value: row.at_(p.year) * scale(row.get("to stage")),
            lineStyle: { color: colour(from), opacity: faint(row) ? 0.06 : from.stage ? 0.35 : 0.6, curveness: 0.5 },
            tip: `${row.get("from stage") || "unmet"}: ${row.get("from")} to ${row.get("to")} (${row.get("to stage")})\n${p.figure(row.at_(p.year), row)} in ${p.year}${p.calm}`,
          };
        }),
      }],
    };
  },

  stress(p) {
    const { columns, value, across } = p.chart, [table] = p.tables, rows = p.chart.rows.slice(0, p.isPrinted ? 16 : undefined);
    const cells = p.chart.cells.filter(([, y]) => y < rows.length);
    const told = [6, 7].map(column => [column, table.columns[column][0]]);
    const expanded = cells.map(([x, y, at, branch, hurts]) => {
      const row = table.all[at], share = Math.min(Math.max(row.get(value) ?? 0, 0), 1), met = shown(share, "0.0%");
      const figures = told.map(([column, name]) => `${name}: ${shown(row.cells[column], row.form(column))}`);
      return [x, y, 1 - share, met.replace("%", ""), [branch, `${met} of demand met`, ...figures].join("\n"), hurts, branch];
    });
    return charts.squares({ ...p, chart: { rows, columns: columns.map(String), cells: expanded, across } });
  },

  // How much of each limit is used.
  limits(p) {
    const { concerned, most } = p.chart, [table] = p.tables, own = concerned[p.chosen.decision];
    const used = row => {
      const [bound, actual] = [row.get("limit value"), row.get("actual")], [part, whole] = row.get("sense").startsWith("≥") ? [bound, actual] : [actual, bound];
      return whole ? part / whole : part ? null : 0;
    };
    const rows = table.rows.filter(row => (!own || own.includes(row.i)) && Number.isFinite(used(row))).sort((a, b) => used(b) - used(a) || a.i - b.i).slice(0, p.isPrinted ? 8 : most);
    const parts = rows.map((row, at) => [at, 0, used(row), row.get("binds (times)") ? p.css.bad : p.css.quiet,
      `${row.get("limit")}, ${row.get("scope")}\n${row.get("measure")}: ${shown(row.get("actual"), row.form(table.place.actual))} ${row.get("unit")}, limit ${row.get("sense")} ${shown(row.get("limit value"), row.form(table.place["limit value"]))}\ntightest in ${row.get("tightest in")}`]);
    const names = { binds: p.css.bad, "does not bind": p.css.quiet };
    return charts.bars({ ...p, tone: colour => colour, chart: { rows: rows.map(row => `${row.get("limit")}, ${row.get("scope")}`), parts, beside: parts.map(([, , value]) => shown(value, "0.0%")), share: true, names } });
  },

  panels(p) {
    const own = p.chart.panels.filter(panel => panel.case === chosen.case && panel.case);
    const found = (own.length ? own : p.chart.panels).map(panel => {
      const table = p.tables[panel.table], rows = Object.fromEntries(table.rows.map(row => [row.i, row]));
      const curves = panel.curves.flatMap(curve => {
        const row = rows[curve.row], one = curve.columns?.[0];
        const points = row && curve.columns ? [[curve.name, row.cells[one], row.form(one)]] : curve.columns
          ? table.rows.map(row => [row.cells[curve.columns[0]], row.cells[curve.columns[1]], row.form(curve.columns[1])])
          : row ? table.years.map(at => [table.columns[at][0], row.cells[at], row.form(at)]) : [];
        return points.some(([, value]) => value !== null) ? [{ ...curve, points }] : [];
      });
      return { ...panel, curves };
    }).filter(panel => panel.curves.length).slice(0, p.isPrinted ? 4 : undefined);
    const across = Math.max(1, Math.min(p.isPrinted ? 4 : p.chart.across, found.length, Math.floor(p.width / (900 / (p.isPrinted ? 4 : p.chart.across))))), wide = p.width / across, high = 230, top = 30;
    const spot = at => ({ left: (at % across) * wide, top: top + Math.floor(at / across) * high });
    const names = [...new Set(found.flatMap(panel => panel.curves.map(curve => curve.name)))];
    const look = curve => {
      const [kind, of] = curve.kind.split(":"), ink = curve.mark === "dash" ? p.css.text : kind === "demand" ? p.css.bad : p.ink(kind, of ?? curve.name);
      if (curve.mark === "bar") return { type: "bar", color: ink, itemStyle: { opacity: kind === "side" && chosen.side && chosen.side !== curve.name ? 0.15 : of ? 0.45 : 1 } };
      return { type: "line", color: ink, symbolSize: 5, showSymbol: true, symbol: "circle", lineStyle: { type: curve.mark === "dash" ? "dashed" : "solid", width: 2 } };
    };
    return {
      height: top + high * Math.ceil(found.length / across), legend: p.legend(names), tooltip: {},
      title: found.map((panel, at) => ({ text: panel.title, ...spot(at), padding: [4, 0], textStyle: { fontSize: 12, color: p.css.text, width: wide - 16, overflow: "truncate" } })),
      grid: found.map((_, at) => ({ outerBoundsMode: "none", left: spot(at).left + 52, top: spot(at).top + 28, width: wide - 66, height: high - 62 })),
      xAxis: found.map((panel, gridIndex) => ({
        gridIndex, type: "category", data: panel.curves[0].points.map(([x]) => x), axisTick: { show: false }, axisLine: { lineStyle: { color: p.css.quiet }, onZero: true },
        axisLabel: { color: p.css.quiet, hideOverlap: true, show: panel.curves[0].points.length > 1, ...(panel.curves[0].columns?.length === 2 ? { interval: (_, x) => x.endsWith("-01"), formatter: x => x.slice(0, 4) } : {}) },
      })),
      yAxis: found.map((panel, gridIndex) => ({
        gridIndex, type: "value", ...(panel.is_share ? { max: each => Math.max(each.max, 1), interval: 0.25 } : { splitNumber: 4 }), splitLine: { lineStyle: { color: p.css.rule } },
        axisLabel: { color: p.css.quiet, formatter: value => (panel.is_share ? `${Math.round(100 * value)} %` : p.compact(value)) },
      })),
      series: found.flatMap((panel, at) => panel.curves.map((curve, n) => ({
        name: curve.name, xAxisIndex: at, yAxisIndex: at, stack: curve.mark === "bar" && curve.columns?.length !== 1 ? `${at}` : undefined, barCategoryGap: "25%", ...look(curve),
        data: curve.points.map(([x, value, form]) => ({ value, tip: `${curve.name}, ${x}\n${shown(value, form)} (${panel.title})` })),
        markLine: n || !chosen.year || curve.columns ? undefined : { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: p.css.quiet }, data: [{ xAxis: chosen.year }] },
      }))),
    };
  },
};
