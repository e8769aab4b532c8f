#pragma once

#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/posture/verdict.hpp"

// Checks of how one gets in, and what others on the way can read.
namespace lifeguard::postgres {

Verdict no_cleartext_sessions(const Facts&);
Verdict tls_where_it_listens(const Facts&);
Verdict no_remote_trust(const Facts&);
Verdict no_local_trust(const Facts&);
Verdict no_cleartext_passwords(const Facts&);
Verdict hba_is_readable(const Facts&);
Verdict scram_for_new_passwords(const Facts&);
Verdict no_md5_passwords(const Facts&);

}  // namespace lifeguard::postgres
