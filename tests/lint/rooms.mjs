import { lineAt } from './sources.mjs';

// What was collected, and what is read from that alone; not how it was collected.
const FACTS = /^collectors\/(\w+|.*\/(facts|series|checks|pools|holders|identifier|transitions|lint|limits|own_name))\.hpp$/;

// What an incident is, and what is told of it.
const TOLD = /^alerts\/(incident|finding)\.hpp$/;

// Who may include whom: ARCHITECTURE in one table. A room always includes itself; the tests include everything.
const ROOMS = {
  base: [],
  sql: ['base'],
  config: ['base'],
  'agent/io': ['base'],
  collectors: ['base', 'sql', 'config', 'agent/io'],
  joins: ['base', FACTS],
  alerts: ['base', 'config', 'agent/io', FACTS, 'joins'],
  traces: ['base', 'sql', 'config', FACTS, TOLD],
  exporters: ['base', 'sql', 'config', 'agent/io', FACTS],
  'exporters/compat': ['base', FACTS],
  'exporters/otlp': ['base', 'sql', 'config', 'agent/io', 'traces'],
  agent: ['base', 'sql', 'config', 'agent/io', 'collectors', 'joins', 'alerts', 'traces', 'exporters', 'exporters/compat', 'exporters/otlp'],
};

const LIBPQ_HOMES = [
  ...['session', 'connection', 'conninfo', 'rows', 'wire'].map((file) => `collectors/postgres/${file}.*`),
  'collectors/pgbouncer/console.*',
];

// One third-party library, one room.
const LIBRARIES = [
  { library: 'libpq', header: /^libpq/, homes: LIBPQ_HOMES },
  { library: 'hiredis', header: /^hiredis\//, homes: ['collectors/redis/resp.*'] },
  { library: 'libcurl', header: /^curl\//, homes: ['agent/io/http_client.cpp'] },
  { library: 'Beast', header: /^boost\/beast/, homes: ['agent/io/http_server.cpp'] },
  { library: 'spdlog (but for spdlog/fmt)', header: /^spdlog\/(?!fmt\/)/, homes: ['agent/io/log.cpp'] },
  { library: 'toml++', header: /^toml\+\+\//, homes: ['config/read.cpp', 'config/toml*.cpp'] },
  { library: 'libpg_query', header: /^pg_query/, homes: ['sql/*'] },
  { library: 'SQLite', header: /^sqlite3/, homes: ['alerts/sqlite.*', 'alerts/state_store.cpp'] },
  { library: 'OpenSSL', header: /^openssl\//, homes: ['alerts/*', 'alerts/receivers/*', 'agent/io/tls.*'] },
  { library: 'Asio over OpenSSL', header: /^boost\/asio\/ssl/, homes: ['agent/io/stream.cpp', 'agent/io/tls.*'] },
  { library: 'prometheus-cpp', header: /^prometheus\//, homes: ['exporters/*'] },
  { library: 'protozero', header: /^protozero\//, homes: ['exporters/otlp/protobuf.*'] },
  { library: 'zlib', header: /^zlib/, homes: ['exporters/otlp/gzip.cpp'] },
  { library: 'CLI11', header: /^CLI\//, homes: ['agent/*'] },
];

/** The includes of one file that break the rules, as {line, rule}. */
export function roomViolations({ path, text }) {
  if (path.startsWith('tests/')) return [];
  const includes = [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]/gm)];
  return includes.flatMap((include) => {
    const [, bracket, header] = include;
    const rule = bracket === '"' ? wrongRoom(path, header) : wrongLibrary(path, header);
    return rule ? [{ line: lineAt(text, include.index), rule }] : [];
  });
}

function wrongRoom(path, header) {
  const from = roomOf(path);
  const to = roomOf(header);
  if (!to) return `"${header}" names no room: include our own by their path from the root, others with <>`;
  const allowed = [from, ...ROOMS[from]];
  if (allowed.some((each) => (each instanceof RegExp ? each.test(header) : each === to))) return undefined;
  return `${from} may not include ${to} ("${header}")`;
}

function wrongLibrary(path, header) {
  const found = LIBRARIES.find((each) => each.header.test(header));
  if (!found || found.homes.some((home) => matches(path, home))) return undefined;
  return `${found.library} belongs to ${found.homes.join(', ')} (<${header}>)`;
}

// A star stands for any name, not for a folder.
function matches(path, pattern) {
  const parts = pattern.split('*').map((part) => part.replace(/[.+]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`).test(path);
}

// The longest name wins: agent/io is not agent.
function roomOf(path) {
  const rooms = Object.keys(ROOMS).filter((room) => path.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0];
}
