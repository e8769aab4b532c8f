#include "collectors/vector/checks.hpp"

#include <algorithm>

#include "collectors/vector/lacking.hpp"

namespace lifeguard::vector_store {
namespace {

using Level = Check::Level;

void add_store(const Facts& facts, std::vector<Check>& checks) {
  std::string text = facts.product + (facts.version.empty() ? "" : " " + facts.version);
  if (!facts.scope.empty()) text += ", " + facts.scope;
  if (facts.ready == false) checks.push_back({Level::failure, "it is not ready: " + facts.not_ready, ""});
  if (facts.ready == true && facts.scope_trouble.empty()) checks.push_back({Level::ok, text, ""});
  if (!facts.scope_trouble.empty())
    checks.push_back({Level::failure, facts.scope_trouble,
                      "mend tenant and database in the config, or create them in the store"});
}

void add_certificate(const Facts& facts, std::vector<Check>& checks) {
  if (!facts.certificate_expiry) return;
  constexpr Seconds kSoon{14 * 86400.0};
  const Seconds left = *facts.certificate_expiry - facts.taken;
  checks.push_back({left < kSoon ? Level::warning : Level::ok,
                    "TLS: the server's certificate ends in " + in_words(left), ""});
}

std::string parameters_of(const IndexParameters& index) {
  std::string text = index.kind;
  const auto add = [&](const char* name, const std::string& value) {
    text.append(text.empty() ? "" : ", ").append(name).append(" ").append(value);
  };
  if (!index.space.empty()) add("space", index.space);
  if (index.m) add("m", std::to_string(*index.m));
  if (index.ef_construction) add("ef_construction", std::to_string(*index.ef_construction));
  if (index.ef_search) add("ef_search", std::to_string(*index.ef_search));
  if (index.lists) add("lists", std::to_string(*index.lists));
  if (index.probes) add("probes", std::to_string(*index.probes));
  return text;
}

void add_collection(const Collection& collection, std::vector<Check>& checks) {
  std::string text = "collection " + collection.name + ": ";
  text += collection.vectors ? std::to_string(*collection.vectors) + " vectors" : "vectors not known";
  if (collection.dimension) text += " of " + std::to_string(*collection.dimension) + " dimensions";
  if (const std::string index = parameters_of(collection.index); !index.empty()) text += "; " + index;
  checks.push_back({Level::ok, text, ""});
  if (collection.condition == Condition::serving) {
    if (!collection.trouble.empty())
      checks.push_back({Level::note, "collection " + collection.name + ": " + collection.trouble, ""});
    return;
  }
  const bool broken = collection.condition == Condition::broken;
  std::string trouble = "collection " + collection.name + " is " + std::string(name_of(collection.condition));
  if (!collection.status.empty()) trouble += " (" + collection.status + ")";
  if (!collection.trouble.empty()) trouble += ": " + collection.trouble;
  checks.push_back({broken ? Level::failure : Level::warning, trouble, ""});
}

Check check_of(const Lack& lack) {
  if (lack.what == "exists")
    return {Level::failure, "collection " + lack.collection + " does not exist",
            "create and fill it, or mend url, tenant, database or collections in the config"};
  return {Level::failure,
          "collection " + lack.collection + " has " + lack.what + " " + lack.found +
              ", and the config expects " + lack.expected,
          ""};
}

Check check_of(const SelfRecall& recall) {
  const std::string text = "collection " + recall.collection + ": ";
  if (!recall.error.empty())
    return {Level::failure, text + "searching what it stores fails: " + recall.error, ""};
  const std::string found = std::to_string(recall.found) + " of " + std::to_string(recall.searched);
  const bool complete = recall.found == recall.searched;
  return {complete ? Level::ok : Level::failure, text + found + " stored vectors searched for found themselves",
          ""};
}

}  // namespace

std::vector<Check> checks_from(const Facts& facts) {
  std::vector<Check> checks;
  add_store(facts, checks);
  add_certificate(facts, checks);
  if (!facts.scope_trouble.empty()) return checks;  // the rest follows from it
  for (const Collection& each : facts.collections.value_or(std::vector<Collection>()))
    add_collection(each, checks);
  if (facts.left_out > 0)
    checks.push_back({Level::note, std::to_string(facts.left_out) + " more collections are not watched",
                      "name those that matter in collections"});
  for (const Lack& each : lacking(facts).value_or(std::vector<Lack>())) checks.push_back(check_of(each));
  for (const SelfRecall& each : facts.recalls) checks.push_back(check_of(each));
  for (const ProbeTime& each : facts.probes) {
    if (each.success && (each.op == "search" || each.op == "write"))
      checks.push_back({Level::ok, "probe: " + each.op + " in " + in_words(each.took), ""});
  }
  return checks;
}

}  // namespace lifeguard::vector_store
