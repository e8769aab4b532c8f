#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "collectors/vector/facts.hpp"

namespace lifeguard::vector_store {

namespace asio = boost::asio;

/// What probes write to, where a product's names allow it; never listed among what is watched.
inline constexpr std::string_view kProbeCollection = "lifeguard-probe";
inline constexpr int kProbeDimension = 8, kProbeSlots = 64;

struct Readiness {
  bool ready = false;
  std::string why_not;
  std::string version;
};

/// The collections that were asked for and are there, and how many there are beyond what one look reads.
struct Listing {
  std::vector<Collection> collections;
  std::size_t left_out = 0;
};

struct StoredVector {
  std::string id;
  std::vector<float> values;
};

struct Neighbour {
  std::string id;
  double distance = 0;  // less is nearer, whatever the product calls it
};

/// One request that failed, while others may work: "500 Error finding id". Unreachable is for the whole store:
/// refused, wrong key, never an answer.
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Nothing came, nothing was asked, or it was turned away: that says nothing of what is stored.
class NoAnswer : public StoreError {
 public:
  using StoreError::StoreError;
};

/// The time that there was for it, or for all of a look, is over: the store may be no more than slow.
class TooSlow : public NoAnswer {
 public:
  using NoAnswer::NoAnswer;
};

/// What came is of a shape that we do not know: that says something of us, and nothing of what is stored.
class NotUnderstood : public NoAnswer {
 public:
  using NoAnswer::NoAnswer;
};

/// The product does not have what was asked for, and says so: nothing failed.
class NotOffered : public StoreError {
 public:
  using StoreError::StoreError;
};

/// One product: its requests and answers on one side, the model on the other. Every call throws StoreError for
/// itself and Unreachable for the store; after an Unreachable or a cancellation the next call begins anew.
class Store {
 public:
  virtual ~Store() = default;

  /// Without path and credentials: "127.0.0.1:8000".
  virtual std::string endpoint() const = 0;
  /// The same from every pod: what of the store is watched, such as "127.0.0.1:8000/default_tenant/docs".
  virtual std::string identity() const = 0;
  /// "tenant shop, database docs"; empty where the product has no such thing.
  virtual std::string scope() const { return {}; }

  /// A look, or the probing of a collection, begins: of the time that it may take all is left.
  virtual void begin() {}

  /// What the product says of itself; often green while an index is broken.
  virtual asio::awaitable<Readiness> readiness() = 0;
  /// Why the tenant or database is not there; empty when it is.
  virtual asio::awaitable<std::string> scope_trouble();
  /// Those of `wanted` that exist, or all when it is empty, with all that the product tells.
  virtual asio::awaitable<Listing> collections(std::vector<std::string> wanted) = 0;

  /// Up to `count` stored vectors, from the middle rather than the ends.
  virtual asio::awaitable<std::vector<StoredVector>> sample(Collection, int count) = 0;
  /// Among how many a search looks, once there was a sample; those of a collection where all are searched.
  virtual std::optional<std::int64_t> searched_among(const Collection& collection) const {
    return collection.vectors;
  }
  /// The `count` nearest neighbours, nearest first.
  virtual asio::awaitable<std::vector<Neighbour>> search(Collection, std::vector<float>, int count) = 0;
  /// The same by looking at every vector, where the product can and it does not take too long; absent
  /// otherwise.
  virtual asio::awaitable<std::optional<std::vector<Neighbour>>> exact_search(Collection, std::vector<float>,
                                                                              int count);
  /// Writes these kProbeDimension numbers (a store that needs more repeats them) under the id that stands for
  /// `slot` into a collection of Lifeguard's own, which is made once and stays, and finds them again. Nothing
  /// is left behind by any number of them: slots are below kProbeSlots, and each agent keeps to its own, so
  /// that those who share the store hardly ever meet. Throws StoreError when they are not found.
  virtual asio::awaitable<void> round_trip(int slot, std::vector<float>) = 0;
  /// How long the vector of the latest round trip took to be taken, of a product that shows what it took only
  /// after a while, which is not its slowness; absent where the whole round trip counts.
  virtual std::optional<Seconds> write_took() const { return std::nullopt; }

  /// Read units spent so far, where the product bills them.
  virtual std::optional<double> read_units() const { return std::nullopt; }
  /// When the certificate of an https:// address ends, once it was seen.
  virtual std::optional<TimePoint> certificate_expiry() const { return std::nullopt; }
};

}  // namespace lifeguard::vector_store
