/* What only the parachain has. */
#include "runtime/profiles/profile.h"

/* MAX_POV_SIZE of the relay chain. */
const u64 profile_proof_size_max = 10u << 20;
