from prometheus_client import Gauge


def watch_pool(pool, name):
    count = Gauge("db_client_connection_count", "Connections of the pool.", ["pool_name", "state"])
    count.labels(name, "used").set_function(lambda: pool.get_size() - pool.get_idle_size())
    count.labels(name, "idle").set_function(pool.get_idle_size)
    limit = Gauge("db_client_connection_max", "The most there can be.", ["pool_name"])
    limit.labels(name).set_function(pool.get_max_size)
