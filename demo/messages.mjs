// What a person would read in Slack and in PagerDuty.

/** A request that Lifeguard sent to Slack: {app, rule, over, lines}. */
export function readSlack({ json }) {
  const { color, blocks } = json.attachments[0];
  const lines = blocks.flatMap(linesOfBlock).map(unescape);
  return { app: 'Slack', rule: lines.at(-1).split(' ')[0], over: color === 'good', lines };
}

/** One sent to PagerDuty. A resolve names only the dedup key, so `rules` remembers what was triggered. */
export function readPagerDuty({ json }, rules) {
  const { event_action: action, dedup_key: key, payload } = json;
  if (payload) rules.set(key, payload.class);
  const rule = rules.get(key);
  const dedup = `${rule} · ${key.slice(0, 22)}…`;
  if (!payload) return { app: 'PagerDuty', rule, over: true, lines: [`${action}: ${rule}`, dedup] };
  const { evidence = [], remedy, where, since } = payload.custom_details;
  const lines = [
    `${action}: ${payload.summary}`,
    `${where}, ${since}`,
    ...evidence.map(indented),
    ...remedy.split('\n').map(indented),
    dedup,
  ];
  return { app: 'PagerDuty', rule, over: false, lines };
}

function linesOfBlock({ type, text, fields = [], elements = [] }) {
  if (type === 'header') return [text.text];
  const flat = [...fields, ...elements].map((each) => each.text.replace(/^\*(.*)\*\n/, '$1: '));
  return [...(text ? linesOfText(text.text) : []), ...flat];
}

// *Title* and ``` fences are Slack's markup.
function linesOfText(text) {
  const [before, code, ...rest] = text.split('```');
  const plain = (part) => part.split('\n').map((line) => line.replace(/\*([^*]+)\*/g, '$1')).filter(Boolean);
  if (code === undefined) return plain(before);
  return [...plain(before), ...code.split('\n').filter(Boolean).map(indented), ...plain(rest.join(''))];
}

function indented(line) {
  return `  ${line}`;
}

function unescape(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
