"use strict";
// Squares, bars, small charts side by side, scatters: of plans and of studies; `p` as in charts.js.
const quiet = p => ({ color: p.css.quiet });
Object.assign(charts, {
  squares(p) {
    const { rows, columns, cells, across } = p.chart, left = p.isWide ? 270 : 120;
    const room = Math.min((p.width - left - 8) / columns.length, 110);
    const isSlanted = p.isWide && 6 * Math.max(...columns.map(name => String(name).length)) > room;
    const top = isSlanted ? 120 : 44, names = isSlanted ? { rotate: 35, interval: 0, width: 130 } : { hideOverlap: true };
    return {
      height: top + 16 + 22 * rows.length, grid: { ...grid(left, undefined, top, 6), width: room * columns.length },
      xAxis: {
        type: "category", data: columns, ...plain, position: "top", name: across, nameLocation: "middle",
        nameGap: top - 20, nameTextStyle: quiet(p), axisLabel: { ...quiet(p), overflow: "truncate", ...names },
      },
      yAxis: named(p, rows, left - 12),
      series: [{
        type: "heatmap", label: { show: room >= 26 }, emphasis: { disabled: true },
        data: cells.map(([x, y, depth, words, tip, isFramed, branch]) => {
          const isChosen = branch && branch === p.chosen.case;
          return {
            value: [x, y, depth], case: branch, tip,
            label: { formatter: words, color: depth > 0.55 ? "#ffffff" : p.css.text, fontSize: 10 },
            itemStyle: {
              color: echarts.color.modifyAlpha(p.css.worst, depth),
              borderColor: isChosen || isFramed ? p.css.text : p.css.rule,
              borderWidth: isChosen ? 3 : isFramed ? 1.2 : 0.5,
            },
          };
        }),
      }],
    };
  },

  stress(p) {
    const { columns, value, across } = p.chart, [table] = p.tables;
    const rows = p.chart.rows.slice(0, p.isPrinted ? 16 : undefined);
    const cells = p.chart.cells.filter(([, y]) => y < rows.length).map(([x, y, at, branch, hurts]) => {
      const row = table.all[at], share = Math.min(Math.max(row.get(value) ?? 0, 0), 1), met = shown(share, "0.0%");
      const told = [6, 7].map(column => `${table.columns[column][0]}: ${shown(row.cells[column], row.form(column))}`);
      const tip = [branch, `${met} of demand met`, ...told].join("\n");
      return [x, y, 1 - share, met.replace("%", ""), tip, hurts, branch];
    });
    return charts.squares({ ...p, chart: { rows, columns: columns.map(String), cells, across } });
  },

  bars(p) {
    const { rows, parts, beside, share, names } = p.chart, left = p.isWide ? 270 : 130;
    const isSigned = parts.some(([, start, value]) => Math.min(start, value) < 0);
    const farther = (far, [, , value]) => (Math.abs(value) > Math.abs(far) ? value : far);
    const ends = rows.map((_, at) => parts.filter(([row]) => row === at).reduce(farther, 0));
    const known = new Set(Object.values(names)), others = new Set(parts.map(part => part[3]).filter(hue => !known.has(hue)));
    const axis = named(p, rows, left - 12, { inverse: true });
    axis.axisLabel.margin = isSigned ? 44 : 8;
    return {
      height: 64 + 26 * rows.length, legend: p.legend(Object.keys(names)), yAxis: axis,
      grid: grid(left + (isSigned ? 40 : 0), 76, 56, 4),
      xAxis: amounts(p, share ? percent : p.compact, { position: "top", splitNumber: p.isWide ? 6 : 3 }),
      series: [
        ...[...Object.entries(names), ...[...others].map(hue => ["", hue])].map(([name, hue]) => ({
          name, type: "custom", renderItem: rectangle(16), color: p.tone(hue), encode: { x: [0, 1], y: 2 },
          data: parts.filter(part => part[3] === hue)
            .map(([row, start, value, , tip]) => ({ value: [start, value, row], tip })),
        })),
        {
          type: "scatter", silent: true, symbolSize: 1, itemStyle: { color: "transparent" },
          data: ends.map((end, row) => ({
            value: [end, row],
            label: { show: true, formatter: beside[row] || " ", position: end < 0 ? "left" : "right", ...quiet(p) },
          })),
        },
      ],
    };
  },

  // How much of each limit is used.
  limits(p) {
    const { concerned, most } = p.chart, [table] = p.tables, own = concerned[p.chosen.decision];
    const used = row => {
      const isLeast = row.get("sense").startsWith("≥"), [bound, actual] = [row.get("limit value"), row.get("actual")];
      const [part, whole] = isLeast ? [bound, actual] : [actual, bound];
      return whole ? part / whole : part ? Infinity : 0;
    };
    const rows = table.rows.filter(row => (!own || own.includes(row.i)) && Number.isFinite(used(row)))
      .sort((a, b) => used(b) - used(a) || a.i - b.i).slice(0, p.isPrinted ? 8 : most);
    const names = { binds: p.css.bad, "does not bind": p.css.quiet };
    const titles = rows.map(row => `${row.get("limit")}, ${row.get("scope")}`);
    const figure = (row, name) => shown(row.get(name), row.form(table.place[name]));
    const parts = rows.map((row, at) => [at, 0, used(row), names[row.get("binds (times)") ? "binds" : "does not bind"],
      `${titles[at]}\n${row.get("measure")}: ${figure(row, "actual")} ${row.get("unit")}, `
      + `limit ${row.get("sense")} ${figure(row, "limit value")}\ntightest in ${row.get("tightest in")}`]);
    const beside = rows.map(row => shown(used(row), "0.0%"));
    return charts.bars({ ...p, tone: colour => colour, chart: { rows: titles, parts, beside, share: true, names } });
  },

  panels(p) {
    const points = ({ row: at, columns }, table, row) => {
      if (at === null) return table.rows.map(each => [...columns.map(column => each.cells[column]), each.form(columns[1])]);
      if (!row) return [];
      return (columns ?? table.years).map(column => [table.columns[column][0], row.cells[column], row.form(column)]);
    };
    const own = p.chart.panels.filter(panel => panel.case && panel.case === p.chosen.case);
    const found = (own.length ? own : p.chart.panels).map(panel => {
      const table = p.tables[panel.table], rows = Object.fromEntries(table.rows.map(row => [row.i, row]));
      const curves = panel.curves.map(curve => ({ ...curve, points: points(curve, table, rows[curve.row]) }));
      return { ...panel, curves: curves.filter(curve => curve.points.some(([, value]) => value !== null)) };
    }).filter(panel => panel.curves.length).slice(0, p.isPrinted ? 4 : undefined);
    const most = p.isPrinted ? 4 : p.chart.across, high = 230;
    const across = Math.max(1, Math.min(most, found.length, Math.floor(p.width * most / 900))), wide = p.width / across;
    const spot = at => ({ left: (at % across) * wide, top: 30 + Math.floor(at / across) * high });
    const names = [...new Set(found.flatMap(panel => panel.curves.map(curve => curve.name)))];
    const look = ({ name, mark, kind: of, columns, row }, at) => {
      const [kind, own] = of.split(":"), isOther = kind === "side" && p.chosen.side && p.chosen.side !== name;
      const color = mark === "dash" ? p.css.text : kind === "demand" ? p.css.bad : p.ink(kind, own ?? name);
      const stack = columns && row !== null ? undefined : `${at}`, opacity = isOther ? 0.15 : own ? 0.45 : 1;
      if (mark === "bar") return { type: "bar", color, stack, barCategoryGap: "25%", itemStyle: { opacity } };
      const lineStyle = { type: mark === "dash" ? "dashed" : "solid", width: 2 };
      return { type: "line", color, symbol: "circle", symbolSize: 5, showSymbol: true, lineStyle };
    };
    const year = {
      silent: true, symbol: "none", label: { show: false }, lineStyle: quiet(p), data: [{ xAxis: p.chosen.year }],
    };
    const byMonth = { interval: (_, x) => x.endsWith("-01"), formatter: x => x.slice(0, 4) };
    const isByMonth = ([{ row }]) => row === null, hasYears = ([{ row, columns }]) => row !== null && !columns;
    const share = { max: each => Math.max(each.max, 1), interval: 0.25 };
    return {
      height: 30 + high * Math.ceil(found.length / across), legend: p.legend(names),
      title: found.map((panel, at) => ({
        text: panel.title, ...spot(at), padding: [4, 0],
        textStyle: { fontSize: 12, color: p.css.text, width: wide - 16, overflow: "truncate" },
      })),
      grid: found.map((_, at) => ({
        ...grid(spot(at).left + 52, undefined, spot(at).top + 28), width: wide - 66, height: high - 62,
      })),
      xAxis: found.map(({ curves }, gridIndex) => ({
        gridIndex, type: "category", data: curves[0].points.map(([x]) => x), axisTick: { show: false },
        axisLine: { lineStyle: quiet(p), onZero: true },
        axisLabel: { ...quiet(p), hideOverlap: true, show: curves[0].points.length > 1, ...(isByMonth(curves) && byMonth) },
      })),
      yAxis: found.map((panel, gridIndex) => ({
        gridIndex, ...amounts(p, panel.is_share ? percent : p.compact, panel.is_share ? share : { splitNumber: 4 }),
      })),
      series: found.flatMap((panel, at) => panel.curves.map((curve, n) => ({
        name: curve.name, xAxisIndex: at, yAxisIndex: at, ...look(curve, at),
        data: curve.points.map(([x, value, form]) => ({
          value, tip: `${curve.name}, ${x}\n${shown(value, form)} (${panel.title})`,
        })),
        markLine: n === 0 && p.chosen.year && hasYears(panel.curves) ? year : undefined,
      }))),
    };
  },

  scatter(p) {
    const { series, titles, forms, end } = p.chart;
    const said = form => value => (form.includes("%") ? shown(value, form) : p.compact(value));
    const axis = (at, more) => amounts(p, said(forms[at]), {
      scale: true, name: titles[at], splitNumber: p.isWide ? 6 : 3, nameTextStyle: quiet(p), ...more,
    });
    const low = Math.min(...series.flatMap(each => each.places.map(([, y]) => y)).filter(Number.isFinite));
    const ring = { color: "transparent", borderColor: p.css.text, borderType: [2, 2] };
    const looks = {
      dash: tone => ({ type: "line", symbolSize: 0, lineStyle: { type: "dashed" }, color: tone }),
      line: tone => ({ type: "line", symbolSize: 9, symbol: "circle", color: tone }),
      dot: tone => ({ type: "scatter", symbolSize: 11, color: tone, labelLayout: { moveOverlap: "shiftY" } }),
      ring: () => ({ type: "scatter", symbolSize: 20, silent: true, itemStyle: ring }),
      cross: tone => ({
        type: "scatter", symbolSize: 11, symbol: "path://M0 0L8 8M8 0L0 8", itemStyle: { borderColor: tone, borderWidth: 3 },
      }),
    };
    return {
      height: 420, legend: p.legend(series.map(each => each.name).filter(Boolean)),
      grid: grid(84, p.isWide ? 150 : 20, 60, 54),
      xAxis: axis(0, {
        nameLocation: "middle", nameGap: 32, max: each => (end !== null && each.max > 0.97 * end ? end : null),
      }),
      yAxis: axis(1, { nameTextStyle: { ...quiet(p), align: "left", padding: [0, 0, 0, -76] } }),
      series: series.map(({ name, mark, colour, places }) => ({
        name, ...looks[mark](p.tone(colour)),
        data: places.map(([x, y, tip, words]) => ({
          value: [x, mark === "cross" ? low : y], tip: tip || name,
          label: { show: Boolean(words), formatter: words, position: "right", color: p.css.text },
        })),
      })),
    };
  },
});
