/**
 * Prometheus text, to look things up in: value('lifeguard_pg_sessions', {state: 'active'}) is the one sample with
 * these labels (others may be there too), undefined when there is none; samples(name) are all of them. names() are those of samples, families()
 * those of metrics: a histogram is one.
 */
export function parseMetrics(text) {
  const byName = new Map();
  for (const line of text.split('\n')) {
    if (!line || line.startsWith('#')) continue;
    const [, name, labels, value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? fail(line);
    if (!byName.has(name)) byName.set(name, []);
    byName.get(name).push({ labels: parseLabels(labels ?? ''), value: parseValue(value) });
  }
  const histograms = [...text.matchAll(/^# TYPE (\S+) histogram$/gm)].map(([, name]) => name);
  const samples = (name, labels = {}) => (byName.get(name) ?? []).filter((each) => has(each.labels, labels));
  return {
    text,
    names: () => [...byName.keys()],
    families: () => [...new Set([...byName.keys()].map((name) => histograms.find((each) => name.replace(/_(bucket|sum|count)$/, '') === each) ?? name))],
    samples,
    value(name, labels = {}) {
      const found = samples(name, labels);
      if (found.length > 1) throw new Error(`${found.length} samples of ${name} have ${JSON.stringify(labels)}`);
      return found[0]?.value;
    },
  };
}

function has(labels, wanted) {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function parseLabels(text) {
  const pairs = [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(pairs.map(([, key, value]) => [key, unescape(value)]));
}

function unescape(text) {
  return text.replace(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter));
}

function parseValue(text) {
  return { '+Inf': Infinity, '-Inf': -Infinity }[text] ?? Number(text);
}

function fail(line) {
  throw new Error(`not a sample: ${line}`);
}
