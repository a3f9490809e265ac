#ifndef EVIDENCE_AMD_H
#define EVIDENCE_AMD_H
/* evidence/amd: AMD's pinned certificates and the products they are for.
 *
 * Roots (ARK) are trust anchors. The authorities below them (ASK for VCEKs, ASVK for VLEKs) are
 * here for convenience only: their signatures are checked like anybody's. roots/amd.pem. */
#include "base/slice.h"

enum snp_product { SNP_MILAN, SNP_GENOA, SNP_TURIN, NUM_SNP_PRODUCTS };

/* snp_product_name is "Milan"…; Bergamo and Siena are Genoa. */
const char *snp_product_name(enum snp_product p);
/* DER. amd_authority is the ASK, or with `vlek` the ASVK. */
struct slice amd_root(enum snp_product p);
struct slice amd_authority(enum snp_product p, bool vlek);

#endif /* EVIDENCE_AMD_H */
