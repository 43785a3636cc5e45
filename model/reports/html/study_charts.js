"use strict";
// Charts that any study may have; `p` as in charts.js, with p.tone(colour) for the colour on this paper.
Object.assign(charts, {
  squares(p) {
    const { rows, columns, cells, across } = p.chart, wide = p.width > 700, left = wide ? 270 : 120;
    const room = Math.min((p.width - left - 8) / columns.length, 110), quiet = { color: p.css.quiet };
    const isSlanted = wide && 6 * Math.max(...columns.map(name => String(name).length)) > room, top = isSlanted ? 120 : 44;
    const names = isSlanted ? { ...quiet, rotate: 35, interval: 0, width: 130, overflow: "truncate" }
      : { ...quiet, width: room, overflow: "truncate", hideOverlap: true };
    const plain = { type: "category", axisTick: { show: false }, axisLine: { show: false } };
    return {
      height: top + 16 + 22 * rows.length, tooltip: {},
      grid: { outerBoundsMode: "none", left, width: room * columns.length, top, bottom: 6 },
      xAxis: {
        ...plain, data: columns, position: "top", name: across, nameLocation: "middle", nameGap: top - 20, nameTextStyle: quiet,
        axisLabel: names,
      },
      yAxis: { ...plain, data: rows, inverse: true, axisLabel: p.names(left - 12) },
      series: [{
        type: "heatmap", label: { show: room >= 26 }, emphasis: { disabled: true },
        data: cells.map(([x, y, depth, words, tip, isFramed, branch]) => {
          const isChosen = branch && branch === p.chosen.case;
          return {
            value: [x, y, depth], case: branch, tip, label: { formatter: words, color: depth > 0.55 ? "#ffffff" : p.css.text, fontSize: 10 },
            itemStyle: {
              color: echarts.color.modifyAlpha(p.css.worst, depth), borderColor: isChosen || isFramed ? p.css.text : p.css.rule,
              borderWidth: isChosen ? 3 : isFramed ? 1.2 : 0.5,
            },
          };
        }),
      }],
    };
  },

  bars(p) {
    const { rows, parts, beside, share, names } = p.chart, wide = p.width > 700, left = wide ? 270 : 130;
    const isSigned = parts.some(([, start, value]) => Math.min(start, value) < 0);
    const end = at => parts.filter(([row]) => row === at).reduce((far, [, , value]) => (Math.abs(value) > Math.abs(far) ? value : far), 0);
    const bar = (_, api) => {
      const [[x, y], [right]] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
      return { type: "rect", shape: { x: Math.min(x, right), y: y - 8, width: Math.abs(right - x), height: 16 }, style: api.style() };
    };
    const named = new Set(Object.values(names)), colours = [...new Set(parts.map(part => part[3]))];
    const series = [...Object.entries(names), ...colours.filter(colour => !named.has(colour)).map(colour => ["", colour])];
    return {
      height: 64 + 26 * rows.length, legend: p.legend(Object.keys(names)), tooltip: {},
      grid: { outerBoundsMode: "none", left: left + (isSigned ? 40 : 0), right: 76, top: 56, bottom: 4 },
      xAxis: {
        type: "value", position: "top", splitLine: { lineStyle: { color: p.css.rule } }, splitNumber: wide ? 6 : 3,
        axisLabel: { color: p.css.quiet, hideOverlap: true, formatter: value => (share ? `${Math.round(100 * value)} %` : p.compact(value)) },
      },
      yAxis: {
        type: "category", data: rows, inverse: true, axisTick: { show: false }, axisLine: { show: false },
        axisLabel: { ...p.names(left - 12), margin: isSigned ? 44 : 8 },
      },
      series: [
        ...series.map(([name, colour]) => ({
          name, type: "custom", renderItem: bar, color: p.tone(colour), encode: { x: [0, 1], y: 2 },
          data: parts.filter(part => part[3] === colour).map(([row, start, value, , tip]) => ({ value: [start, value, row], tip })),
        })),
        {
          type: "scatter", silent: true, symbolSize: 1, itemStyle: { color: "transparent" }, label: { show: true, color: p.css.quiet },
          data: rows.map((_, row) => ({ value: [end(row), row], label: { formatter: beside[row] || " ", position: end(row) < 0 ? "left" : "right" } })),
        },
      ],
    };
  },

  scatter(p) {
    const { series, titles, forms, end } = p.chart, wide = p.width > 700, quiet = { color: p.css.quiet };
    const axis = (name, form, more) => ({
      type: "value", scale: true, name, splitNumber: wide ? 6 : 3, splitLine: { lineStyle: { color: p.css.rule } },
      axisLabel: { ...quiet, formatter: value => (form.includes("%") ? shown(value, form) : p.compact(value)) }, ...more,
    });
    const low = Math.min(...series.flatMap(each => each.places.map(([, y]) => y ?? Infinity)).filter(Number.isFinite));
    const looks = {
      dash: tone => ({ type: "line", symbolSize: 0, lineStyle: { type: "dashed" }, color: tone }),
      line: tone => ({ type: "line", symbolSize: 9, symbol: "circle", color: tone }),
      dot: tone => ({ type: "scatter", symbolSize: 11, color: tone, labelLayout: { moveOverlap: "shiftY" } }),
      ring: () => ({ type: "scatter", symbolSize: 20, silent: true, itemStyle: { color: "transparent", borderColor: p.css.text, borderType: [2, 2] } }),
      cross: tone => ({ type: "scatter", symbolSize: 11, symbol: "path://M0 0L8 8M8 0L0 8", itemStyle: { borderColor: tone, borderWidth: 3 } }),
    };
    return {
      height: 420, legend: p.legend(series.map(each => each.name).filter(Boolean)), tooltip: {},
      grid: { outerBoundsMode: "none", left: 84, right: wide ? 150 : 20, top: 60, bottom: 54 },
      xAxis: axis(titles[0], forms[0], { nameLocation: "middle", nameGap: 32, nameTextStyle: quiet, max: each => (end !== null && each.max > 0.97 * end ? end : null) }),
      yAxis: axis(titles[1], forms[1], { nameTextStyle: { ...quiet, align: "left", padding: [0, 0, 0, -76] } }),
      series: series.map(({ name, mark, colour, places }) => ({
        name, ...looks[mark](p.tone(colour)),
        data: places.map(([x, y, tip, label]) => ({
          value: [x, mark === "cross" ? low : y], tip: tip || name, label: { show: Boolean(label), formatter: label, position: "right", color: p.css.text },
        })),
      })),
    };
  },
});
