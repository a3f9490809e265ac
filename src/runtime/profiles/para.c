/* What only the parachain has. */
#include "runtime/profiles/profile.h"
