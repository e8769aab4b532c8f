from prometheus_client import Gauge


def watch_pool(engine, name):
    count = Gauge("db_client_connection_count", "Connections of the pool.", ["pool_name", "state"])
    count.labels(name, "used").set_function(lambda: engine.pool.checkedout())
    count.labels(name, "idle").set_function(lambda: engine.pool.checkedin())
    limit = Gauge("db_client_connection_max", "The most there can be.", ["pool_name"])
    limit.labels(name).set_function(lambda: engine.pool.size() + engine.pool._max_overflow)
