import { dashboard as sdk } from './sdk.mjs';
import { of } from './queries.mjs';

const SOURCE = { type: 'prometheus', uid: '${datasource}' };
const TAG = 'lifeguard';
const COLUMNS = 24;

/** `kinds`: the kinds of targets that it is about. `rows` are those of row(), laid out from left to right and downwards. */
export function dashboard({ uid, title, description, kinds, rows }) {
  const builder = new sdk.DashboardBuilder(`Lifeguard / ${title}`)
    .uid(`lifeguard-${uid}`)
    .description(description)
    .tags([TAG])
    .editable()
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .link(
      new sdk.DashboardLinkBuilder('Lifeguard').type(sdk.DashboardLinkType.Dashboards).tags([TAG]).asDropdown(false).includeVars(true).keepTime(true),
    );
  for (const variable of variablesFor(kinds)) builder.withVariable(variable);
  for (const each of incidents()) builder.annotation(each);
  return { ...withoutMenu(builder.build()), panels: laidOut(rows), id: null };
}

// The package hides links and annotations in a menu, where nobody in a hurry finds them.
function withoutMenu(built) {
  for (const each of [...built.links, ...built.annotations.list]) delete each.placement;
  return built;
}

/** The service leads to its agents and they to their targets, so that no metric but one needs to name the service. */
function variablesFor(kinds) {
  const kind = kinds ? `,kind=~"${kinds.join('|')}"` : '';
  return [
    new sdk.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus').current({ text: 'default', value: 'default' }),
    choice('service', 'Service', 'label_values(lifeguard_agent_info, service)').allValue('.*'),
    choice('instance', 'Agent', 'label_values(lifeguard_agent_info{service=~"$service"}, instance)'),
    choice('target', 'Target', `label_values(lifeguard_target_up{instance=~"$instance"${kind}}, target)`),
  ];
}

function choice(name, label, query) {
  return new sdk.QueryVariableBuilder(name)
    .label(label)
    .datasource(SOURCE)
    .query({ query, refId: name })
    .definition(query)
    .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
    .sort(sdk.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allowCustomValue(false)
    .current({ text: ['All'], value: ['$__all'] });
}

function incidents() {
  const severities = { critical: 'red', warning: 'orange' };
  return Object.entries(severities).map(([severity, colour]) =>
    new sdk.AnnotationQueryBuilder()
      .name(`Incidents, ${severity}`)
      .datasource(SOURCE)
      .enable(true)
      .iconColor(colour)
      .expr(`max by (target, rule, severity) (${of('lifeguard_incidents', `severity="${severity}"`)}) > 0`)
      .titleFormat('{{rule}}')
      .textFormat('{{severity}}, {{target}}')
      .tagKeys('rule,target')
      .step('30s'),
  );
}

/** Panels get numbers and places; a line of panels is as high as its highest. */
function laidOut(rows) {
  const panels = [];
  let y = 0;
  let id = 0;
  for (const { title, panels: within } of rows) {
    panels.push({ ...new sdk.RowBuilder(title).build(), id: ++id, gridPos: { x: 0, y: y++, w: COLUMNS, h: 1 }, collapsed: false, panels: [] });
    let x = 0;
    let high = 0;
    for (const builder of within) {
      const panel = builder.build();
      const { w, h } = panel.gridPos;
      if (x + w > COLUMNS) {
        x = 0;
        y += high;
        high = 0;
      }
      panels.push({ ...panel, id: ++id, gridPos: { x, y, w, h } });
      x += w;
      high = Math.max(high, h);
    }
    y += high;
  }
  return panels;
}
