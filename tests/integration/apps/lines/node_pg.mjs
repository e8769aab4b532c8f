export function watchPool({ Gauge }, pool, name) {
  const gauge = (what, labelNames, collect) =>
    new Gauge({ name: `db_client_connection_${what}`, help: 'Of pg-pool.', labelNames, collect });
  gauge('count', ['pool_name', 'state'], function () {
    this.set({ pool_name: name, state: 'used' }, pool.totalCount - pool.idleCount);
    this.set({ pool_name: name, state: 'idle' }, pool.idleCount);
  });
  gauge('pending_requests', ['pool_name'], function () { this.set({ pool_name: name }, pool.waitingCount); });
  gauge('max', ['pool_name'], function () { this.set({ pool_name: name }, pool.options.max); });
}
