/* Draws ECharts from the JSON beside each [data-chart]; the same figures stand in a table behind it. A click opens the rows. */
(() => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const TONES = { neutral: "--chart-neutral", waiting: "--waiting", doing: "--chart-1", good: "--chart-2", warning: "--chart-4", danger: "--chart-5" };
  const palette = () => [1, 2, 3, 4, 5, 6].map((number) => colour(`--chart-${number}`));
  const drawn = new Map();
  const NARROW = 420;
  // A wall is read from afar: its page says how large.
  const SIZE = sizeOf("--chart-font") || 12;
  const IS_WALL = SIZE > 13;
  const BAR = parseFloat(colour("--chart-bar")) || 22;

  function sizeOf(name) {
    const probe = Object.assign(document.createElement("i"), { hidden: true });
    probe.style.fontSize = `var(${name}, 12px)`;
    document.body.append(probe);
    const size = parseFloat(getComputedStyle(probe).fontSize);
    probe.remove();
    return size;
  }

  function base(chart) {
    return {
      color: palette(),
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("--ink-2"), fontSize: SIZE },
      animation: false,
      aria: { enabled: false },
      tooltip: {
        confine: true,
        trigger: chart.kind === "pie" ? "item" : "axis",
        backgroundColor: colour("--surface"),
        borderColor: colour("--line-strong"),
        textStyle: { color: colour("--ink") },
        axisPointer: { type: chart.kind === "line" ? "line" : "shadow" },
        confine: true,
      },
      legend: { show: chart.kind === "pie" || chart.series.length > 1, bottom: 0, icon: "roundRect", itemWidth: 10, itemHeight: 10, type: "scroll", textStyle: { color: colour("--ink-2"), fontSize: SIZE } },
      grid: { left: 4, right: chart.across ? 4 * SIZE : 12, top: 2 * SIZE, bottom: chart.series.length > 1 ? 32 : 4, containLabel: true },
    };
  }

  function axes(chart) {
    const labels = {
      type: "category",
      data: chart.rows.map((row) => row.label),
      inverse: Boolean(chart.across),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour("--line-strong") } },
      axisLabel: { color: colour("--ink-2"), hideOverlap: true, fontSize: SIZE },
    };
    const values = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: colour("--line") } }, axisLabel: { color: colour("--ink-3"), fontSize: SIZE, hideOverlap: true } };
    return chart.across ? { xAxis: values, yAxis: labels } : { xAxis: labels, yAxis: values };
  }

  function series(chart) {
    return chart.series.map((one, index) => ({
      name: one.name,
      type: chart.kind === "line" ? "line" : "bar",
      stack: chart.kind === "stack" ? "all" : undefined,
      data: chart.rows.map((row) => row.values[index]),
      barMaxWidth: BAR,
      symbolSize: 6,
      label: { show: chart.series.length === 1 && chart.kind !== "line", position: chart.across ? "right" : "top", color: colour("--ink-2"), fontSize: SIZE, formatter: (bar) => bar.value.toLocaleString() },
      labelLayout: { hideOverlap: true },
      itemStyle: one.tone ? { color: colour(TONES[one.tone]) } : {},
    }));
  }

  function pie(chart, narrow) {
    const data = chart.rows.map((row) => ({ name: row.label, value: row.values[0] }));
    return {
      series: [
        {
          type: "pie",
          // On the wall the shares stand in the ring: beside it there is no room for large words.
          radius: IS_WALL ? ["40%", "78%"] : ["42%", "62%"],
          center: ["50%", "44%"],
          data,
          // A narrow picture has no room beside the ring: the legend and the table tell it.
          label: IS_WALL
            ? { position: "inside", color: colour("--paper"), fontWeight: "bold", fontSize: SIZE, formatter: (slice) => `${Math.round(slice.percent)}%` }
            : { show: !narrow, color: colour("--ink-2"), formatter: (slice) => `${slice.name}\n${slice.value.toLocaleString()}（${slice.percent.toFixed(1)}%）` },
          labelLayout: { hideOverlap: true },
          itemStyle: { borderColor: colour("--surface"), borderWidth: 2 },
        },
      ],
    };
  }

  function options(chart, narrow) {
    return chart.kind === "pie" ? { ...base(chart), ...pie(chart, narrow) } : { ...base(chart), ...axes(chart), series: series(chart) };
  }

  function draw(canvas) {
    const chart = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    const picture = echarts.init(canvas, null, { renderer: "svg" });
    picture.setOption(options(chart, canvas.clientWidth < NARROW));
    picture.on("click", (event) => {
      const url = chart.rows[event.dataIndex]?.url;
      if (url) location.assign(url);
    });
    drawn.set(canvas, { chart, picture });
    new ResizeObserver(() => {
      picture.resize();
      picture.setOption(options(chart, canvas.clientWidth < NARROW), true);
    }).observe(canvas);
  }

  function redraw() {
    for (const [canvas, { chart, picture }] of drawn) picture.setOption(options(chart, canvas.clientWidth < NARROW), true);
  }

  function forget() {
    for (const [canvas, { picture }] of drawn) {
      if (canvas.isConnected) continue;
      picture.dispose();
      drawn.delete(canvas);
    }
  }

  function drawAll() {
    forget();
    for (const canvas of document.querySelectorAll("[data-chart]")) if (!drawn.has(canvas)) draw(canvas);
  }

  const library = document.createElement("script");
  library.src = document.body.dataset.echartsScript;
  library.onload = drawAll;
  document.head.append(library);
  addEventListener("look", redraw);
  document.addEventListener("htmx:load", () => window.echarts && drawAll());
})();
