import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startAlertmanager } from './harness/alertmanager.mjs';
import { noMounts as skip } from './harness/mounts.mjs';
import { leak, startReceivers, startShop, startWatched, target } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

test('a real Alertmanager takes an incident, passes it on, and ends it when it is over', { skip }, async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  const alertmanager = await startAlertmanager({ test: t, webhook: receiver.url('/hook') });
  const session = await leak(postgres);
  const lifeguard = await startWatched(t, { config: `${target(postgres)}\n[[alertmanager]]\nurl = "${alertmanager.url}"\n` });

  const [alert] = await until('the alert', async () => {
    const alerts = await alertmanager.alerts();
    return alerts.length > 0 && alerts;
  });
  assert.equal(alert.labels.alertname, 'connection_leak');
  assert.equal(alert.labels.severity, 'warning');
  assert.match(alert.annotations.summary, /checkout .* holds 1 session idle in transaction/);
  assert.ok(new Date(alert.endsAt) > Date.now() + 120_000, 'it outlasts a missed repetition');

  await session.query('rollback');
  await until('no alert', async () => (await alertmanager.alerts()).length === 0);
  await receiver.waitFor(({ json }) => json?.status === 'resolved', 20_000);
  const metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_notifications_total', { receiver: 'alertmanager', outcome: 'delivered' }), 2);
  await lifeguard.stop();
});
