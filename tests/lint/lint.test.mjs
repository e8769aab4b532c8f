import assert from 'node:assert/strict';
import { test } from 'node:test';

import { awaitViolations } from './co_await.mjs';
import { roomViolations } from './rooms.mjs';

const including = (path, ...includes) =>
  roomViolations({ path, text: includes.map((each) => `#include ${each}\n`).join('') }).map(({ rule }) => rule);
const awaiting = (text) => awaitViolations({ text }).map(({ line, rule }) => `${line}: ${rule.split(' inside')[0]}`);

test('a file never reaches backwards along the line', () => {
  assert.match(including('collectors/postgres/collect.cpp', '"alerts/rule.hpp"')[0], /collectors may not include alerts/);
  assert.match(including('agent/io/log.cpp', '"config/config.hpp"')[0], /agent\/io may not include config/);
  assert.match(including('agent/io/log.cpp', '"agent/poller.hpp"')[0], /agent\/io may not include agent/);
  assert.match(including('alerts/rules/slow_query.cpp', '"sql/statement.hpp"')[0], /alerts may not include sql/);
});

test('alerts and exporters see facts and snapshots, not how they were collected', () => {
  for (const room of ['alerts', 'exporters']) {
    assert.deepEqual(including(`${room}/a.cpp`, '"collectors/snapshot.hpp"', '"collectors/postgres/facts.hpp"'), []);
    assert.equal(including(`${room}/a.cpp`, '"collectors/postgres/session.hpp"').length, 1);
  }
});

test('agent and the tests may include all', () => {
  const all = ['"base/time.hpp"', '"sql/statement.hpp"', '"collectors/postgres/session.hpp"', '"alerts/outbox.hpp"'];
  assert.deepEqual(including('agent/agent.cpp', ...all), []);
  assert.deepEqual(including('tests/unit/a_test.cpp', ...all, '<libpq-fe.h>', '"tests/catch.hpp"'), []);
});

test('a third-party library stays in its room', () => {
  assert.deepEqual(including('collectors/postgres/session.cpp', '<libpq-fe.h>'), []);
  assert.match(including('collectors/postgres/collect.cpp', '<libpq-fe.h>')[0], /libpq belongs to collectors\/postgres\/session\./);
  assert.match(including('alerts/outbox.cpp', '<spdlog/spdlog.h>')[0], /spdlog/);
  assert.deepEqual(including('alerts/outbox.cpp', '<spdlog/fmt/fmt.h>'), []);
  assert.match(including('agent/io/log.cpp', '<CLI/CLI.hpp>')[0], /CLI11 belongs to agent\/\*/);
});

test('an include that names no room is refused', () => {
  assert.match(including('alerts/outbox.cpp', '"outbox.hpp"')[0], /names no room/);
});

test('braces and capturing lambdas in a co_await expression are found where they stand', () => {
  assert.deepEqual(awaiting('\nco_await f(Options{3});'), ['2: braces']);
  assert.deepEqual(awaiting('co_await within(limit,\n  [&] { return g(); }());'), ['1: a capturing lambda']);
  assert.deepEqual(awaiting('auto x = co_await f(\n  [this](int) { return 1; });'), ['1: a capturing lambda']);
});

test('what only stands near a co_await is left alone', () => {
  assert.deepEqual(awaiting('if (co_await f()) { g(); }'), []);
  assert.deepEqual(awaiting('for (auto& x : co_await f(a[i])) { g(x); }'), []);
  assert.deepEqual(awaiting('// co_await f({1});\nlog("co_await {}"); auto t = Options{}; co_await f(t); Options{};'), []);
  assert.deepEqual(awaiting('co_await f("{}", \'{\');'), []);
});
