#include "alerts/incident.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace lifeguard {

std::string_view name_of(IncidentState state) {
  switch (state) {
    case IncidentState::pending:
      return "pending";
    case IncidentState::firing:
      return "firing";
    case IncidentState::recovering:
      return "recovering";
    case IncidentState::resolved:
      return "resolved";
    case IncidentState::unknown:
      return "unknown";
  }
  return "unknown";
}

std::optional<IncidentState> incident_state_named(std::string_view name) {
  for (const IncidentState state : {IncidentState::pending, IncidentState::firing, IncidentState::recovering,
                                    IncidentState::resolved, IncidentState::unknown}) {
    if (name == name_of(state)) return state;
  }
  return std::nullopt;
}

std::string_view name_of(Notice::Kind kind) {
  switch (kind) {
    case Notice::Kind::opened:
      return "opened";
    case Notice::Kind::escalated:
      return "escalated";
    case Notice::Kind::resolved:
      return "resolved";
  }
  return "opened";
}

bool has_evidence(const Incident& incident, std::string_view label) {
  const auto is_labelled = [&](const auto& entry) { return entry.first == label; };
  return std::any_of(incident.evidence.begin(), incident.evidence.end(),
                     [&](const Evidence& row) { return std::any_of(row.begin(), row.end(), is_labelled); });
}

std::string dedup_key(std::string_view rule, std::string_view backend, std::string_view key) {
  std::string identity;
  for (const std::string_view part : {rule, backend, key}) identity.append(part).push_back('\0');

  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(identity.data(), identity.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");
  }
  constexpr char kHex[] = "0123456789abcdef";
  std::string text = "lifeguard/";
  for (unsigned i = 0; i < size; ++i) {
    text += kHex[digest[i] >> 4U];
    text += kHex[digest[i] & 15U];
  }
  return text;
}

}  // namespace lifeguard
