import { bargauge, common, dashboard, prometheus, stat as statistic, table as tables, timeseries } from './sdk.mjs';
import { plain, thresholdsOf } from './thresholds.mjs';

// Panels as this house has them: a title, a description that says what to make of it, a unit, and queries as {legend: expr}.
// `width` is of 24 columns.

const SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** One number, and its course behind it. `mappings` are {value: [text, colour]}. */
export function stat({ title, description, query, legend = '', unit = 'short', steps = plain(), width = 4, height = 4, decimals, mappings, course = true }) {
  const panel = new statistic.PanelBuilder()
    .colorMode(common.BigValueColorMode.Background)
    .graphMode(course ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
    .textMode(legend ? common.BigValueTextMode.ValueAndName : common.BigValueTextMode.Auto)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .colorScheme(byThresholds());
  if (mappings) panel.mappings([valueMappings(mappings)]);
  return finish(panel, { title, description, unit, steps, width, height, decimals, queries: { [legend]: query } });
}

/**
 * Lines over time; with `stack` areas upon each other. `steps`, the limits of a rule, are drawn across; `colours` are {legend: colour},
 * and `softMax` keeps the scale of what is mostly 0 sensible. With `exemplars` points lead to traces; `links` are {title: url}.
 */
export function series({ title, description, queries, unit = 'short', steps, width = 12, height = 8, stack = false, min = 0, max, softMax, decimals, every, colours, exemplars = false, links = {} }) {
  const panel = new timeseries.PanelBuilder()
    .lineWidth(stack ? 1 : 2)
    .fillOpacity(stack ? 40 : 8)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending));
  if (stack) panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
  if (steps) panel.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed));
  if (min !== null) panel.min(min);
  if (max !== undefined) panel.max(max);
  if (softMax !== undefined) panel.axisSoftMax(softMax);
  if (every) panel.interval(every);
  const into = Object.entries(links).map(([title, url]) => ({ build: () => ({ title, url, targetBlank: true }) }));
  if (into.length > 0) panel.dataLinks(into);
  for (const [name, colour] of Object.entries(colours ?? {})) {
    panel.withOverride({ matcher: { id: 'byName', options: name }, properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: colour } }] });
  }
  return finish(panel, { title, description, unit, steps, width, height, decimals, queries, exemplars });
}

/** A bar for each, the longest first. */
export function bars({ title, description, query, legend, unit = 'short', steps = plain(), width = 8, height = 8, max, decimals, every }) {
  const panel = new bargauge.PanelBuilder()
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Gradient)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .colorScheme(byThresholds())
    .min(0);
  if (max !== undefined) panel.max(max);
  if (every) panel.interval(every);
  return finish(panel, { title, description, unit, steps, width, height, decimals, queries: { [legend]: `sort_desc(${query})` }, instant: true });
}

/**
 * A line for each label set. `columns` are {name: {query, unit, steps, mappings}} of the numbers; `labels` {label: name} those of
 * the texts, in their order.
 */
export function table({ title, description, labels, columns, width = 24, height = 8, sortBy, ascending = false }) {
  const names = Object.keys(columns);
  const panel = new tables.PanelBuilder().showHeader(true);
  if (sortBy) panel.sortBy([new common.TableSortByFieldStateBuilder().displayName(sortBy).desc(!ascending)]);
  const value = (index) => (names.length > 1 ? `Value #${letter(index)}` : 'Value');
  const texts = Object.keys(labels);
  panel.withTransformation({ id: 'merge', options: {} });
  panel.withTransformation({
    id: 'organize',
    options: {
      excludeByName: { Time: true },
      indexByName: Object.fromEntries([...texts, ...names.map((_, i) => value(i))].map((name, at) => [name, at])),
      renameByName: { ...labels, ...Object.fromEntries(names.map((name, i) => [value(i), name])) },
    },
  });
  names.forEach((name) => {
    const { unit = 'short', steps, mappings, decimals } = columns[name];
    const properties = [{ id: 'unit', value: unit }];
    if (decimals !== undefined) properties.push({ id: 'decimals', value: decimals });
    if (mappings) properties.push({ id: 'mappings', value: [valueMappings(mappings)] });
    if (steps) {
      properties.push({ id: 'thresholds', value: thresholdsOf(steps).build() });
      properties.push({ id: 'color', value: { mode: 'thresholds' } });
      properties.push({ id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } });
    }
    panel.withOverride({ matcher: { id: 'byName', options: name }, properties });
  });
  const queries = Object.fromEntries(names.map((name) => [name, columns[name].query]));
  return finish(panel, { title, description, unit: 'short', width, height, queries, instant: true, format: 'table' });
}

/** A line across, with what comes below it. */
export const row = (title, panels) => ({ title, panels });

function finish(panel, { title, description, unit, steps, width, height, decimals, queries, instant = false, format, exemplars }) {
  panel.title(title).description(description).datasource(SOURCE).unit(unit).span(width).height(height);
  if (decimals !== undefined) panel.decimals(decimals);
  if (steps) panel.thresholds(thresholdsOf(steps));
  Object.entries(queries).forEach(([legend, expr], at) => {
    const query = new prometheus.DataqueryBuilder().refId(letter(at)).expr(expr).datasource(SOURCE);
    if (format === 'table') query.format(prometheus.PromQueryFormat.Table);
    else query.legendFormat(legend);
    if (exemplars) query.exemplar(true);
    panel.withTarget(instant ? query.instant() : query.range());
  });
  return panel;
}

const byThresholds = () => new dashboard.FieldColorBuilder().mode('thresholds');
const letter = (index) => String.fromCharCode('A'.charCodeAt(0) + index);

function valueMappings(values) {
  const options = Object.fromEntries(Object.entries(values).map(([value, [text, color]], index) => [value, { text, color, index }]));
  return { type: 'value', options };
}
