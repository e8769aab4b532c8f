// HikariCP. Its own PrometheusMetricsTracker is not in Debian's jar: the tracker here is told by HikariCP what that one
// is told, and writes it by the same names.

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.PoolStats;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

public class HikariPool {
  static final ExecutorService workers = Executors.newCachedThreadPool();
  static final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  static final Set<Connection> held = ConcurrentHashMap.newKeySet();
  static HikariDataSource pool;
  static Tracker tracker;

  record Taken(Connection connection, int pid) {}

  interface Order {
    String obey(Map<String, String> order) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    HikariConfig config = new HikariConfig();
    String[] dsn = System.getenv("APP_DSN").split("//|@");  // postgresql://user@host:port/database
    config.setJdbcUrl("jdbc:postgresql://" + dsn[2]);
    config.setUsername(dsn[1].split(":")[0]);
    config.addDataSourceProperty("ApplicationName", System.getenv("APP_NAME"));
    config.setPoolName(System.getenv("APP_NAME"));
    config.setMaximumPoolSize(Integer.parseInt(System.getenv("POOL_MAX")));
    config.setMinimumIdle(1);
    config.setMaxLifetime(milliseconds("POOL_MAX_LIFETIME"));
    config.setConnectionTimeout(milliseconds("POOL_TIMEOUT"));
    config.setMetricsTrackerFactory((name, stats) -> tracker = new Tracker(name, stats));
    pool = new HikariDataSource(config);

    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("APP_PORT"))), 0);
    server.setExecutor(workers);
    serve(server, "/metrics", "text/plain; version=0.0.4", order -> tracker.page());
    serve(server, "/leak", "application/json", order -> pids(times(order, () -> take(order))));
    serve(server, "/hold", "application/json", order -> {
      List<Taken> taken = times(order, () -> take(order));
      long milliseconds = (long) (1000 * Double.parseDouble(order.getOrDefault("seconds", "1")));
      later.schedule(() -> taken.forEach(each -> giveBack(each.connection())), milliseconds, TimeUnit.MILLISECONDS);
      return pids(taken);
    });
    serve(server, "/release", "application/json", order -> {
      List<Connection> all = new ArrayList<>(held);
      all.forEach(HikariPool::giveBack);
      return "{\"released\": " + all.size() + "}";
    });
    serve(server, "/work", "application/json", order -> {
      List<Boolean> done = times(order, () -> work(order.getOrDefault("seconds", "0")));
      long well = done.stream().filter(each -> each).count();
      return "{\"done\": " + well + ", \"failed\": " + (done.size() - well) + "}";
    });
    server.start();
  }

  // HikariCP knows 0 as never, too.
  static long milliseconds(String variable) {
    return (long) (1000 * Double.parseDouble(System.getenv(variable)));
  }

  static Taken take(Map<String, String> order) throws SQLException {
    Connection connection = pool.getConnection();
    held.add(connection);
    if (order.containsKey("transaction")) connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return new Taken(connection, row.getInt(1));
    }
  }

  static void giveBack(Connection connection) {
    try {
      if (held.remove(connection)) connection.close();
    } catch (SQLException gone) {
      System.err.println(gone.getMessage());
    }
  }

  static boolean work(String seconds) {
    try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
      statement.execute("select pg_sleep(" + Double.parseDouble(seconds) + ")");
      return true;
    } catch (SQLException failed) {
      return false;
    }
  }

  static <T> List<T> times(Map<String, String> order, Callable<T> run) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> each : workers.invokeAll(Collections.nCopies(Integer.parseInt(order.getOrDefault("n", "1")), run))) {
      results.add(each.get());
    }
    return results;
  }

  static String pids(List<Taken> taken) {
    return "{\"pids\": " + taken.stream().map(Taken::pid).collect(Collectors.toList()) + "}";
  }

  static void serve(HttpServer server, String path, String type, Order order) {
    server.createContext(path, exchange -> {
      try {
        answer(exchange, 200, type, order.obey(parameters(exchange)));
      } catch (Exception failed) {
        answer(exchange, 500, "text/plain", String.valueOf(failed.getMessage()));
      }
    });
  }

  static Map<String, String> parameters(HttpExchange exchange) {
    Map<String, String> found = new HashMap<>();
    String query = exchange.getRequestURI().getQuery();
    for (String pair : (query == null ? "" : query).split("&")) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2) found.put(parts[0], parts[1]);
    }
    return found;
  }

  static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
    byte[] bytes = body.getBytes();
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  record Tracker(String name, PoolStats stats, Summary acquired, Summary usage, Summary creation, LongAdder timeouts)
      implements IMetricsTracker {
    Tracker(String name, PoolStats stats) {
      this(name, stats, new Summary(), new Summary(), new Summary(), new LongAdder());
    }

    @Override
    public void recordConnectionAcquiredNanos(long nanos) {
      acquired.add(nanos);
    }

    @Override
    public void recordConnectionUsageMillis(long milliseconds) {
      usage.add(milliseconds);
    }

    @Override
    public void recordConnectionCreatedMillis(long milliseconds) {
      creation.add(milliseconds);
    }

    @Override
    public void recordConnectionTimeout() {
      timeouts.increment();
    }

    @Override
    public void close() {}

    String page() {
      return gauge("active_connections", stats.getActiveConnections()) + gauge("idle_connections", stats.getIdleConnections())
          + gauge("pending_threads", stats.getPendingThreads()) + gauge("connections", stats.getTotalConnections())
          + gauge("max_connections", stats.getMaxConnections()) + gauge("min_connections", stats.getMinConnections())
          + series("connection_timeout_total", "counter", "", timeouts.sum())
          + summary("connection_acquired_nanos", acquired) + summary("connection_usage_millis", usage)
          + summary("connection_creation_millis", creation);
    }

    String gauge(String metric, long value) {
      return series(metric, "gauge", "", value);
    }

    String summary(String metric, Summary summary) {
      return series(metric, "summary", "_count", summary.count.sum()) + sample(metric + "_sum", summary.sum.sum());
    }

    String series(String metric, String type, String suffix, long value) {
      return "# TYPE hikaricp_" + metric + " " + type + "\n" + sample(metric + suffix, value);
    }

    // As Prometheus' client for Java of that time writes it, with a comma behind the last label.
    String sample(String metric, long value) {
      return "hikaricp_" + metric + "{pool=\"" + name + "\",} " + (double) value + "\n";
    }
  }

  static class Summary {
    final LongAdder count = new LongAdder(), sum = new LongAdder();

    void add(long value) {
      count.increment();
      sum.add(value);
    }
  }
}
