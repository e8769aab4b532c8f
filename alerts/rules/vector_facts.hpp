#pragma once

#include "alerts/rule.hpp"
#include "collectors/vector/facts.hpp"

// What the rules about vector stores have in common.
namespace lifeguard {

/// Null while nothing is known.
const vector_store::Facts* vector_facts(const Snapshot&);

/// Null when it is not there, or the collections could not be listed.
const vector_store::Collection* collection_named(const vector_store::Facts&, std::string_view name);
const vector_store::Remembered* remembered(const vector_store::Facts&, std::string_view name);

bool is_expected(const vector_store::Facts&, std::string_view name);

/// The store is ready, its tenant is there, and its collections could be listed: what is not among them is not
/// there.
bool lists_collections(const vector_store::Facts&);

/// "chroma 127.0.0.1:8000, tenant shop".
std::string where(const vector_store::Facts&);

/// "ready", "not ready: …", "not known": what the store says of itself, beside what it does.
std::string said_by_itself(const vector_store::Facts&);

/// "collection docs has m 8, not 16".
std::string in_words(const vector_store::Lack&);

/// What makes a product's index find again what is stored.
std::string rebuilding(const vector_store::Facts&, const std::string& collection);

}  // namespace lifeguard
