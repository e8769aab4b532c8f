#include "exporters/otlp/request.hpp"

#include <algorithm>
#include <array>

#include "exporters/otlp/encode.hpp"
#include "exporters/otlp/gzip.hpp"
#include "exporters/otlp/pairs.hpp"

namespace lifeguard::otlp {
namespace {

// They say where the agent runs, which another service, as the database, does not.
bool is_of_the_agent(const traces::Attribute& attribute) {
  constexpr std::array<std::string_view, 5> kOwn{"service.", "k8s.", "host.", "container.", "process."};
  return std::any_of(kOwn.begin(), kOwn.end(),
                     [&](std::string_view prefix) { return attribute.key.starts_with(prefix); });
}

traces::Attributes resource_of(const std::string& service, const Settings& settings) {
  traces::Attributes resource{{"service.name", service.empty() ? settings.service : service}};
  for (const traces::Attribute& attribute : settings.resource) {
    if (service.empty() || !is_of_the_agent(attribute)) resource.push_back(attribute);
  }
  return resource;
}

std::vector<ResourcePart> parts_of(const std::vector<Item>& batch, const Settings& settings) {
  std::vector<ResourcePart> parts;
  std::vector<std::string_view> services;
  for (const Item& item : batch) {
    const auto known = std::find(services.begin(), services.end(), item.service);
    const auto index = static_cast<std::size_t>(known - services.begin());
    if (known == services.end()) {
      services.push_back(item.service);
      parts.push_back({resource_of(item.service, settings), {}});
    }
    parts[index].encoded.push_back(item.encoded);
  }
  return parts;
}

}  // namespace

HttpRequest request_for(Signal signal, const std::vector<Item>& batch, const Destination& to,
                        const Settings& settings) {
  HttpRequest request;
  request.method = "POST";
  request.url = to.url();
  request.timeout = to.timeout;
  request.tls_ca = to.certificate;
  request.tls_certificate = to.client_certificate;
  request.tls_key = to.client_key;
  request.headers = pairs_from(to.headers.read());
  request.headers.emplace_back("Content-Type", content_type(to.encoding));
  request.body = envelope(to.encoding, signal, parts_of(batch, settings));
  if (to.gzip) {
    request.body = gzip(request.body);
    request.headers.emplace_back("Content-Encoding", "gzip");
  }
  return request;
}

}  // namespace lifeguard::otlp
