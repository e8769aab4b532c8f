// The panels of a dashboard with Grafana's own components; what Grafana keeps in plugins (tables' grid) is laid out here.
import React from 'react';
import { BarGauge, BigValue, TimeSeries } from '@grafana/ui';

import { framesOf, tableOf, valuesOf } from './frames.mjs';

export function Panel({ panel, answers, range, theme, width, height }) {
  const Body = { timeseries: Lines, stat: Numbers, bargauge: Bars, table: Table }[panel.type];
  return <Body {...{ panel, answers, range, theme, width, height }} />;
}

function Lines({ panel, answers, range, theme, width, height }) {
  const frames = framesOf(panel, answers, theme, range).slice(0, 24);
  if (frames.length === 0) return <Nothing theme={theme} />;
  const legend = { ...panel.options.legend, calcs: panel.options.legend.calcs };
  return (
    <TimeSeries frames={frames} structureRev={1} width={width} height={height} timeRange={timeRange(range)} timeZone="utc" legend={legend} options={panel.options} />
  );
}

function Numbers({ panel, answers, theme, width, height }) {
  const all = valuesOf(panel, answers, theme);
  if (all.length === 0) return <Nothing theme={theme} />;
  const across = all.length > 1 && width > height;
  const size = across ? [(width - 4 * (all.length - 1)) / all.length, height] : [width, (height - 4 * (all.length - 1)) / all.length];
  const { colorMode, graphMode, justifyMode, textMode } = panel.options;
  return (
    <div style={{ display: 'flex', flexDirection: across ? 'row' : 'column', gap: 4 }}>
      {all.map(({ value, course }, i) => (
        <BigValue
          key={i}
          value={all.length > 1 ? value : { ...value, title: undefined }}
          width={size[0]}
          height={size[1]}
          theme={theme}
          colorMode={colorMode}
          graphMode={course?.length > 1 ? graphMode : 'none'}
          justifyMode={justifyMode}
          textMode={textMode}
          sparkline={course?.length > 1 ? sparkline(course) : undefined}
        />
      ))}
    </div>
  );
}

const sparkline = (course) => ({
  x: { name: 'x', type: 'time', values: course.map((_, i) => i), config: {}, state: {} },
  y: { name: 'y', type: 'number', values: course, config: { custom: {} }, state: {} },
});

function Bars({ panel, answers, theme, width, height }) {
  const all = valuesOf(panel, answers, theme);
  if (all.length === 0) return <Nothing theme={theme} />;
  const high = Math.min(32, height / all.length - 6);
  const longest = (pick) => all.map(({ value }) => pick(value)).reduce((a, b) => (b.length > a.length ? b : a), '');
  const most = Math.max(...all.map(({ value }) => value.numeric));
  const field = { min: 0, ...panel.fieldConfig.defaults, max: panel.fieldConfig.defaults.max ?? most };
  const align = { title: longest((value) => value.title ?? ''), text: longest((value) => value.text), suffix: longest((value) => value.suffix ?? '') };
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 6 }}>
      {all.map(({ value, display }, i) => (
        <BarGauge
          key={i}
          value={value}
          display={display}
          field={field}
          width={width}
          height={high}
          theme={theme}
          orientation="horizontal"
          displayMode={panel.options.displayMode}
          valueDisplayMode="color"
          namePlacement="auto"
          itemSpacing={8}
          alignmentFactors={align}
          text={{ titleSize: 12, valueSize: 13 }}
        />
      ))}
    </div>
  );
}

function Table({ panel, answers, theme, height }) {
  const { columns, rows } = tableOf(panel, answers, theme);
  if (rows.length === 0) return <Nothing theme={theme} />;
  const cell = { padding: '0 8px', height: 30, borderBottom: `1px solid ${theme.colors.border.weak}`, whiteSpace: 'nowrap' };
  const text = (column, row) => {
    if (!column.isNumber) return { children: row[column.name] ?? '' };
    if (row[column.name] === undefined) return { children: '', style: { textAlign: 'right' } };
    const { text, prefix = '', suffix = '', color } = column.display(row[column.name]);
    const style = column.coloured && color ? { background: color, color: theme.colors.getContrastText(color) } : {};
    return { children: `${prefix}${text}${suffix}`, style: { textAlign: 'right', ...style } };
  };
  const shown = Math.floor((height - 30) / 31);
  return (
    <table style={{ width: '100%', borderCollapse: 'collapse', fontSize: 13 }}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.title} style={{ ...cell, color: theme.colors.primary.text, fontWeight: 500, textAlign: column.isNumber ? 'right' : 'left' }}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, shown).map((row, i) => (
          <tr key={i}>
            {columns.map((column) => {
              const { children, style } = text(column, row);
              return <td key={column.title} style={{ ...cell, ...style }}>{children}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Nothing = ({ theme }) => <div style={{ color: theme.colors.text.secondary, textAlign: 'center', paddingTop: 20 }}>No data</div>;

function timeRange({ start, end }) {
  const at = (seconds) => ({ valueOf: () => seconds * 1000 });
  return { from: at(start), to: at(end), raw: { from: 'now-1h', to: 'now' } };
}
