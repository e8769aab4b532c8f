#pragma once

#include "collectors/sample.hpp"

// Every metric of a vector store.
namespace lifeguard::vector_store::metric {

inline constexpr auto kGauge = MetricType::gauge;

inline const MetricDef kInfo{
    "lifeguard_vector_info", "1; which product and version it is.", kGauge, {"store", "version"}};
inline const MetricDef kReady{"lifeguard_vector_ready",
                              "1 while the store says of itself that it is ready, and the tenant and database "
                              "that are watched exist."};
inline const MetricDef kVectors{
    "lifeguard_vector_collection_vectors", "Vectors in a collection.", kGauge, {"collection"}};
inline const MetricDef kIndexed{"lifeguard_vector_collection_indexed_vectors",
                                "Vectors of a collection that are in its index.",
                                kGauge,
                                {"collection"}};
inline const MetricDef kDimension{
    "lifeguard_vector_collection_dimension", "Numbers in each vector of a collection.", kGauge, {"collection"}};
inline const MetricDef kStatus{
    "lifeguard_vector_collection_status",
    "1 for what the store says of a collection: serving, building, degraded or broken, and its own word.",
    kGauge,
    {"collection", "condition", "status"}};
inline const MetricDef kSegments{
    "lifeguard_vector_collection_segments", "Segments that a collection is kept in.", kGauge, {"collection"}};
inline const MetricDef kBacklog{
    "lifeguard_vector_index_backlog", "Operations queued for a collection's index.", kGauge, {"collection"}};
inline const MetricDef kParameter{
    "lifeguard_vector_index_param",
    "A parameter of a collection's index: m, ef_construction, ef_search, lists or probes.",
    kGauge,
    {"collection", "param"}};
inline const MetricDef kIndex{"lifeguard_vector_index_info",
                              "1; of which kind a collection's index is and how it measures distances.",
                              kGauge,
                              {"collection", "index", "space"}};
inline const MetricDef kReadable{
    "lifeguard_vector_collection_readable",
    "1 when all that the store tells of a collection could be read, 0 when some of "
    "it failed.",
    kGauge,
    {"collection"}};
inline const MetricDef kMissing{"lifeguard_vector_collections_missing",
                                "Collections that the config names and that do not exist."};
inline const MetricDef kLeftOut{"lifeguard_vector_collections_left_out",
                                "Collections beyond the most that are watched."};
inline const MetricDef kProbeSeconds{
    "lifeguard_vector_probe_seconds",
    "How long Lifeguard's own request took the last time, over the network; search is the median of a "
    "collection's searches, of the slowest collection.",
    kGauge,
    {"op"}};
inline const MetricDef kProbeSuccess{"lifeguard_vector_probe_success",
                                     "1 when Lifeguard's own request succeeded the last time.",
                                     kGauge,
                                     {"op"}};
inline const MetricDef kProbeTime{"lifeguard_vector_probe_timestamp_seconds",
                                  "When Lifeguard's own request was last made, Unix time.",
                                  kGauge,
                                  {"op"}};
inline const MetricDef kSelfRecall{"lifeguard_vector_self_recall_ratio",
                                   "Share of the stored vectors searched for that found themselves; less than "
                                   "1 is a damaged index. 0 when the "
                                   "searches failed.",
                                   kGauge,
                                   {"collection"}};
inline const MetricDef kResults{"lifeguard_vector_probe_results_ratio",
                                "Share of the results asked for by Lifeguard's own searches that came.",
                                kGauge,
                                {"collection"}};
inline const MetricDef kSlowestSearch{"lifeguard_vector_slowest_search_seconds",
                                      "The slowest of Lifeguard's own searches, the last time.",
                                      kGauge,
                                      {"collection"}};
inline const MetricDef kReadUnits{"lifeguard_vector_read_units_total",
                                  "Read units that Lifeguard's own requests have cost, where the store bills "
                                  "them.",
                                  MetricType::counter};
inline const MetricDef kCertificate{"lifeguard_vector_tls_certificate_expiry_timestamp_seconds",
                                    "When the certificate of the store ends, Unix time."};

}  // namespace lifeguard::vector_store::metric
