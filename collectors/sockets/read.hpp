#pragma once

#include "collectors/sockets/facts.hpp"

namespace lifeguard {

/// Reads /proc/net/tcp and tcp6, a few milliseconds at most: 4,096 connections and a megabyte of each are
/// enough for a pod, and on a machine with more, `complete` is false. Where there is no /proc, nothing is
/// found and that is not complete either.
Sockets read_sockets();

}  // namespace lifeguard
