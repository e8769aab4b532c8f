// What Prometheus answers, as Grafana's components want it.
import { FieldType, getDisplayProcessor } from '@grafana/data';

const LINE = {
  drawStyle: 'line',
  lineInterpolation: 'linear',
  gradientMode: 'none',
  axisPlacement: 'auto',
  axisLabel: '',
  pointSize: 5,
  spanNulls: false,
  scaleDistribution: { type: 'linear' },
  hideFrom: { legend: false, tooltip: false, viz: false },
};

/** A frame for each series of a panel's queries, on one time axis without holes. */
export function framesOf(panel, answers, theme, { start, end, step }) {
  const times = [];
  for (let at = start; at <= end; at += step) times.push(at * 1000);
  const frames = [];
  for (const target of panel.targets) {
    for (const { metric, values } of answers[target.refId] ?? []) {
      const byTime = new Map(values.map(([at, value]) => [Math.round((at - start) / step), onAxis(number(value))]));
      const name = legend(target.legendFormat, metric);
      const config = { ...panel.fieldConfig.defaults, displayName: name, custom: { ...LINE, ...panel.fieldConfig.defaults.custom } };
      config.color = colourFor(panel, name) ?? config.color ?? { mode: 'palette-classic' };
      const field = { name, type: FieldType.number, values: times.map((_, i) => byTime.get(i) ?? null), config, state: { seriesIndex: frames.length, displayName: name } };
      field.display = getDisplayProcessor({ field, theme, timeZone: 'utc' });
      const time = { name: 'Time', type: FieldType.time, values: times, config: {}, state: {} };
      time.display = getDisplayProcessor({ field: time, theme, timeZone: 'utc' });
      frames.push({ refId: target.refId, name, length: times.length, fields: [time, field] });
    }
  }
  return frames;
}

/** A value with its name and its text, for each series of an instant or the end of a range. */
export function valuesOf(panel, answers, theme) {
  return panel.targets.flatMap((target) =>
    (answers[target.refId] ?? []).map(({ metric, value, values }) => {
      const field = { name: 'Value', type: FieldType.number, values: [], config: panel.fieldConfig.defaults, state: {} };
      const display = getDisplayProcessor({ field, theme, timeZone: 'utc' });
      const last = number((value ?? values[values.length - 1])[1]);
      return { display, value: { ...display(last), title: legend(target.legendFormat, metric) }, course: values?.map(([, each]) => number(each)) };
    }),
  );
}

/** The rows and columns of a table: its queries merged by their labels, as its transformations name and order them. */
export function tableOf(panel, answers, theme) {
  const { excludeByName, indexByName, renameByName } = panel.transformations.find(({ id }) => id === 'organize').options;
  const rows = new Map();
  const one = panel.targets.length === 1;
  for (const { refId } of panel.targets) {
    for (const { metric, value } of answers[refId] ?? []) {
      const { __name__, ...labels } = metric;
      const same = [...rows.values()].filter((row) => Object.entries(labels).every(([key, text]) => !(key in row) || row[key] === text));
      const found = same.length ? same : [{}];
      for (const row of found) {
        Object.assign(row, labels, { [one ? 'Value' : `Value #${refId}`]: number(value[1]) });
        rows.set(JSON.stringify(Object.entries(row).filter(([key]) => !key.startsWith('Value')).sort()), row);
      }
    }
  }
  const columns = Object.keys(indexByName)
    .filter((name) => !excludeByName[name])
    .sort((a, b) => indexByName[a] - indexByName[b])
    .map((name) => {
      const title = renameByName[name] ?? name;
      const override = panel.fieldConfig.overrides.find(({ matcher }) => matcher.options === title)?.properties ?? [];
      const config = Object.fromEntries(override.map(({ id, value }) => [id, value]));
      const field = { name: title, type: FieldType.number, values: [], config, state: {} };
      return { name, title, isNumber: name.startsWith('Value'), coloured: 'custom.cellOptions' in config || 'mappings' in config, display: getDisplayProcessor({ field, theme }) };
    });
  const sorted = sortedBy(panel.options?.sortBy?.[0], columns, [...new Set(rows.values())]);
  return { columns, rows: sorted };
}

const colourFor = (panel, name) => panel.fieldConfig.overrides.find(({ matcher }) => matcher.options === name)?.properties.find(({ id }) => id === 'color')?.value;

function sortedBy(sort, columns, rows) {
  const by = columns.find(({ title }) => title === sort?.displayName);
  const order = sort?.desc ? 1 : -1;
  return by ? rows.sort((a, b) => order * ((b[by.name] ?? -1) - (a[by.name] ?? -1))) : rows;
}

function legend(format, metric) {
  return format.replace(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? '').trim();
}

const number = (text) => ({ '+Inf': Infinity, '-Inf': -Infinity })[text] ?? Number(text);

/** What has no place on an axis is a gap in the line: a quantile of nothing is NaN. */
const onAxis = (value) => (Number.isFinite(value) ? value : null);
