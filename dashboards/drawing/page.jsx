// One dashboard on a page of its own, from what draw.mjs has put into window.drawn.
import '@fontsource/inter/400.css';
import '@fontsource/inter/500.css';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { createTheme, ThemeContext } from '@grafana/data';
import { GlobalStyles, PanelChrome } from '@grafana/ui';

import { Panel } from './panels.jsx';

const { board, answers, range, width } = window.drawn;
const theme = createTheme({ colors: { mode: 'dark' } });
const GAP = 8;
const LINE = 30;
const MARGIN = 16;
const column = (width - 2 * MARGIN + GAP) / 24;
const place = ({ x, y, w, h }) => ({ left: x * column, top: y * (LINE + GAP), width: w * column - GAP, height: h * (LINE + GAP) - GAP });

function Dashboard() {
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div style={{ padding: MARGIN, background: theme.colors.background.canvas, color: theme.colors.text.primary, fontFamily: theme.typography.fontFamily }}>
        <div style={{ fontSize: 20, fontWeight: 500, height: 40 }}>{board.title}</div>
        <div style={{ position: 'relative' }}>{board.panels.map((panel) => <Placed key={panel.id} panel={panel} />)}</div>
      </div>
    </ThemeContext.Provider>
  );
}

function Placed({ panel }) {
  const { width, height, ...at } = place(panel.gridPos);
  const style = { position: 'absolute', width, height, ...at };
  if (panel.type === 'row') {
    return <div style={{ ...style, fontSize: 15, fontWeight: 500, paddingTop: 6 }}>⌄ {panel.title}</div>;
  }
  return (
    <div style={style}>
      <PanelChrome title={panel.title} width={width} height={height}>
        {(inner, high) => <Panel panel={panel} answers={answers[panel.id] ?? {}} range={range} theme={theme} width={inner} height={high} />}
      </PanelChrome>
    </div>
  );
}

createRoot(document.getElementById('page')).render(<Dashboard />);
