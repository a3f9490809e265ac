/* The same tests, linked with the hashes that need no library. */
#include "crypto/test_hash.c"
