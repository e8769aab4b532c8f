#include "collectors/app_pool/answer.hpp"

#include "collectors/collector.hpp"

namespace lifeguard::app_pool {
namespace {

std::string advice(int status) {
  if (status == 401 || status == 403)
    return ": the page asks for a login; give url a user:password@, or set bearer_token";
  if (status == 404)
    return ": url must be the page of metrics itself, such as /metrics or /actuator/prometheus";
  if (status >= 300 && status < 400)
    return ", which sends us elsewhere, perhaps to a login; set url to the page of metrics itself";
  if (status == 204) return ": the page is empty";
  if (status >= 500) return ": the app cannot make its page; its log may say why";
  return "";
}

}  // namespace

void require_page(const HttpResponse& response, const std::string& endpoint) {
  if (response.status == 200) return;
  const bool refused = response.status == 401 || response.status == 403;
  throw Unreachable(endpoint + " answered " + std::to_string(response.status) + advice(response.status),
                    refused ? Unreachable::Retry::only_after_change : Unreachable::Retry::soon);
}

}  // namespace lifeguard::app_pool
