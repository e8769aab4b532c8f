from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily


class PoolMetrics:
    def __init__(self, pool):
        self.pool = pool
        REGISTRY.register(self)

    def collect(self):
        now, name = self.pool.get_stats(), [self.pool.name]  # never pop_stats(): that begins anew
        count = GaugeMetricFamily("db_client_connection_count", "Connections.", labels=["pool_name", "state"])
        count.add_metric(name + ["used"], now["pool_size"] - now["pool_available"])
        count.add_metric(name + ["idle"], now["pool_available"])
        yield count
        for family, what, values in (
            (GaugeMetricFamily, "max", [now["pool_max"]]),
            (GaugeMetricFamily, "pending_requests", [now["requests_waiting"]]),
            (CounterMetricFamily, "timeouts", [now.get("requests_errors", 0)]),
            (SummaryMetricFamily, "wait_time_seconds", [now.get("requests_num", 0), now.get("requests_wait_ms", 0) / 1000]),
        ):
            metric = family("db_client_connection_" + what, "Of psycopg_pool.", labels=["pool_name"])
            metric.add_metric(name, *values)
            yield metric
