#include "agent/io/http_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <map>
#include <set>
#include <stdexcept>
#include <system_error>

#ifndef LIFEGUARD_VERSION
#define LIFEGUARD_VERSION "0"
#endif

namespace lifeguard {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t kLargestBody = 8 << 20;
constexpr CURLcode kClientGone = CURLE_ABORTED_BY_CALLBACK;  // not curl's to use: it has no such callback here

template <auto free>
struct Free {
  template <class T>
  void operator()(T* handle) const {
    free(handle);
  }
};
using Easy = std::unique_ptr<CURL, Free<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Free<curl_multi_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, Free<curl_slist_free_all>>;
using Url = std::unique_ptr<CURLU, Free<curl_url_cleanup>>;
using CurlText = std::unique_ptr<char, Free<curl_free>>;

CurlText part(const Url& url, CURLUPart which) {
  char* text = nullptr;
  curl_url_get(url.get(), which, &text, CURLU_DEFAULT_PORT);
  return CurlText(text);
}

/// "host:port", all of an address that may appear in a message.
std::string server_of(const std::string& address) {
  const Url url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) == CURLUE_OK) {
    const CurlText host = part(url, CURLUPART_HOST), port = part(url, CURLUPART_PORT);
    if (host && port) return std::string(host.get()) + ":" + port.get();
  }
  throw std::runtime_error("not an http:// or https:// address");
}

HeaderList header_list(const Headers& headers) {
  HeaderList list;
  const auto append = [&list](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list.release();
    list.reset(longer);
  };
  // Without these curl says that every body is a form, and waits for leave to send a large one.
  append("Content-Type:");
  append("Expect:");
  for (const auto& [name, value] : headers) {
    if ((name + value).find_first_of("\r\n") != std::string::npos) {
      throw std::runtime_error("header " + name.substr(0, name.find_first_of("\r\n")) +
                               " has a line break in it");
    }
    append(value.empty() ? name + ";" : name + ": " + value);
  }
  return list;
}

/// One request on its way. It stays where it is: curl holds its address.
struct Transfer {
  Transfer(const asio::any_io_executor& loop, HttpRequest asked);
  Transfer(const Transfer&) = delete;

  void finish(CURLcode code) {
    result = code;
    done.cancel();
  }
  HttpResponse answer();

  HttpRequest request;
  std::string server;
  HttpResponse response;
  std::optional<CURLcode> result;
  bool too_large = false;
  char detail[CURL_ERROR_SIZE] = "";
  asio::steady_timer done;
  HeaderList headers;
  Easy easy{curl_easy_init()};
};

std::size_t on_body(char* data, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.too_large = transfer.response.body.size() + size > kLargestBody;
  if (transfer.too_large) return CURL_WRITEFUNC_ERROR;
  transfer.response.body.append(data, size);
  return size;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* self) {
  auto& headers = static_cast<Transfer*>(self)->response.headers;
  const std::string_view line(data, size);
  const auto colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    headers.clear();  // of a 100 before the answer
  } else if (colon != std::string_view::npos) {
    const auto first = std::min(line.find_first_not_of(" \t", colon + 1), line.size());
    const auto last = line.find_last_not_of(" \t\r\n");
    headers.emplace_back(line.substr(0, colon), line.substr(first, last < first ? 0 : last - first + 1));
  }
  return size;
}

Transfer::Transfer(const asio::any_io_executor& loop, HttpRequest asked)
    : request(std::move(asked)),
      server(server_of(request.url)),
      done(loop, asio::steady_timer::time_point::max()),
      headers(header_list(request.headers)) {
  if (!easy) throw std::bad_alloc();
  const auto set = [this](CURLoption option, auto value) {
    const CURLcode code = curl_easy_setopt(easy.get(), option, value);
    if (code != CURLE_OK) throw std::runtime_error(server + ": " + curl_easy_strerror(code));
  };
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  set(CURLOPT_ERRORBUFFER, +detail);
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  // Otherwise curl, giving up on a name service that hangs, waits for its look-up and the event loop with it.
  set(CURLOPT_QUICK_EXIT, 1L);
  const auto millis = static_cast<long>(std::clamp(request.timeout.count() * 1000, 1.0, 1e9));
  set(CURLOPT_TIMEOUT_MS, millis);
  set(CURLOPT_CONNECTTIMEOUT_MS, millis);
  set(CURLOPT_USERAGENT, "lifeguard/" LIFEGUARD_VERSION);
  set(CURLOPT_ACCEPT_ENCODING, "");
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!request.tls_ca.empty()) set(CURLOPT_CAINFO, request.tls_ca.c_str());
  set(CURLOPT_CERTINFO, 1L);
  if (!request.tls_certificate.empty()) set(CURLOPT_SSLCERT, request.tls_certificate.c_str());
  if (!request.tls_key.empty()) set(CURLOPT_SSLKEY, request.tls_key.c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_WRITEFUNCTION, &on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(CURLOPT_HEADERFUNCTION, &on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  if (!request.body.empty() || request.method == "POST") {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
  }
  if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else {
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

bool is_tls(CURLcode code) {
  return code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION ||
         code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_ISSUER_ERROR;
}

/// When the server's own certificate ends, which is the first of the chain.
std::optional<TimePoint> certificate_expiry(CURL* easy) {
  curl_certinfo* chain = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain || chain->num_of_certs < 1)
    return {};
  for (const curl_slist* line = chain->certinfo[0]; line; line = line->next) {
    constexpr std::string_view kExpiry = "Expire date:";
    const std::string text(line->data);
    if (!text.starts_with(kExpiry)) continue;
    const time_t at = curl_getdate(text.c_str() + kExpiry.size(), nullptr);
    if (at >= 0) return TimePoint(std::chrono::seconds(at));
  }
  return {};
}

HttpResponse Transfer::answer() {
  if (*result == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    response.certificate_expiry = certificate_expiry(easy.get());
    return std::move(response);
  }
  long system_error = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &system_error);
  // Only for TLS is curl's own text taken: elsewhere it may quote a proxy's address, password and all.
  std::string why = curl_easy_strerror(*result);
  if (too_large) {
    why = "the answer is larger than 8 MiB";
  } else if (*result == kClientGone) {
    why = "the client was closed";
  } else if (*result == CURLE_OPERATION_TIMEDOUT) {
    why = "no answer within " + in_words(request.timeout);
  } else if (*result == CURLE_COULDNT_CONNECT && system_error != 0) {
    why = std::generic_category().message(static_cast<int>(system_error));
  } else if (is_tls(*result) && detail[0] != '\0') {
    why = detail;
  }
  throw std::runtime_error(server + ": " + why);
}

/// A socket that curl opened and will close; we only tell it when there is something to read or room to write.
struct Socket {
  Socket(const asio::any_io_executor& loop, curl_socket_t number) : number(number), descriptor(loop) {
    error_code unwatchable;  // the transfer's own deadline ends it then
    descriptor.assign(number, unwatchable);
  }
  ~Socket() { let_go(); }
  Socket(const Socket&) = delete;

  void let_go() {
    wanted = 0;
    if (descriptor.is_open()) descriptor.release();
  }

  curl_socket_t number;
  asio::posix::stream_descriptor descriptor;
  int wanted = 0;   // CURL_POLL_IN, CURL_POLL_OUT or both
  int awaited = 0;  // the same, of the waits under way
};
static_assert(CURL_POLL_IN == CURL_CSELECT_IN && CURL_POLL_OUT == CURL_CSELECT_OUT);

}  // namespace

struct HttpClient::Impl : std::enable_shared_from_this<Impl> {
  explicit Impl(asio::any_io_executor on) : loop(std::move(on)), timer(loop), multi(curl_multi_init()) {
    if (!multi) throw std::bad_alloc();
    curl_multi_setopt(multi.get(), CURLMOPT_SOCKETFUNCTION, &on_socket);
    curl_multi_setopt(multi.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi.get(), CURLMOPT_TIMERFUNCTION, &on_timer);
    curl_multi_setopt(multi.get(), CURLMOPT_TIMERDATA, this);
  }

  ~Impl() {
    curl_multi_setopt(multi.get(), CURLMOPT_SOCKETFUNCTION, static_cast<curl_socket_callback>(nullptr));
    curl_multi_setopt(multi.get(), CURLMOPT_TIMERFUNCTION, static_cast<curl_multi_timer_callback>(nullptr));
    sockets.clear();  // before curl closes them
  }

  void add(Transfer& transfer) {
    const CURLMcode code = curl_multi_add_handle(multi.get(), transfer.easy.get());
    if (code != CURLM_OK) throw std::runtime_error(transfer.server + ": " + curl_multi_strerror(code));
    transfers.insert(&transfer);
  }

  void remove(Transfer& transfer) {
    transfers.erase(&transfer);
    curl_multi_remove_handle(multi.get(), transfer.easy.get());
  }

  static int on_socket(CURL*, curl_socket_t number, int wanted, void* self, void*) {
    static_cast<Impl*>(self)->watch(number, wanted);
    return 0;
  }

  void watch(curl_socket_t number, int wanted) {
    auto& socket = sockets[number];
    if (wanted == CURL_POLL_REMOVE) {
      if (socket) socket->let_go();
      sockets.erase(number);
      return;
    }
    if (!socket) socket = std::make_shared<Socket>(loop, number);
    socket->wanted = wanted;
    wait_for(socket);
  }

  void wait_for(const std::shared_ptr<Socket>& socket) {
    wait_for(socket, CURL_POLL_IN, asio::posix::stream_descriptor::wait_read);
    wait_for(socket, CURL_POLL_OUT, asio::posix::stream_descriptor::wait_write);
  }

  void wait_for(const std::shared_ptr<Socket>& socket, int way,
                asio::posix::stream_descriptor::wait_type event) {
    if ((socket->wanted & way) == 0 || (socket->awaited & way) != 0) return;
    socket->awaited |= way;
    auto ready = [weak = weak_from_this(), watched = std::weak_ptr(socket), way](error_code) {
      const auto self = weak.lock();
      const auto socket = watched.lock();
      if (!self || !socket) return;
      socket->awaited &= ~way;
      if ((socket->wanted & way) == 0) return;
      self->act(socket->number, way);
      self->wait_for(socket);
    };
    socket->descriptor.async_wait(event, std::move(ready));
  }

  static int on_timer(CURLM*, long millis, void* self) {
    static_cast<Impl*>(self)->set_timer(millis);
    return 0;
  }

  void set_timer(long millis) {
    timer.cancel();
    if (millis < 0) return;
    timer.expires_after(std::chrono::milliseconds(millis));
    timer.async_wait([weak = weak_from_this()](error_code cancelled) {
      const auto self = weak.lock();
      if (self && !cancelled) self->act(CURL_SOCKET_TIMEOUT, 0);
    });
  }

  void act(curl_socket_t number, int events) {
    int ignored = 0;
    curl_multi_socket_action(multi.get(), number, events, &ignored);
    while (const CURLMsg* message = curl_multi_info_read(multi.get(), &ignored)) {
      if (message->msg != CURLMSG_DONE) continue;
      char* transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      reinterpret_cast<Transfer*>(transfer)->finish(message->data.result);
    }
  }

  asio::any_io_executor loop;
  asio::steady_timer timer;
  std::map<curl_socket_t, std::shared_ptr<Socket>> sockets;
  std::set<Transfer*> transfers;
  Multi multi;
};

HttpClient::HttpClient(asio::any_io_executor loop) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::runtime_error(curl_easy_strerror(ready));
  impl_ = std::make_shared<Impl>(std::move(loop));
}

HttpClient::~HttpClient() {
  for (Transfer* transfer : impl_->transfers) transfer->finish(kClientGone);
}

asio::awaitable<HttpResponse> HttpClient::send(HttpRequest request) {
  const auto impl = impl_;
  Transfer transfer(impl->loop, std::move(request));
  impl->add(transfer);
  const auto leave = [&impl](Transfer* ended) { impl->remove(*ended); };
  const std::unique_ptr<Transfer, decltype(leave)> in_flight(&transfer, leave);
  while (!transfer.result) {
    error_code woken;
    co_await transfer.done.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  co_return transfer.answer();
}

}  // namespace lifeguard
