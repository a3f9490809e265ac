#include "evidence/amd.h"

#include "evidence/amd_gen.h"

_Static_assert(sizeof(root_list) / sizeof(root_list[0]) == (size_t)3 * NUM_SNP_PRODUCTS,
               "roots/amd.pem: ARK, ASK, ASVK per product, in the order of enum snp_product");

const char *snp_product_name(enum snp_product p)
{
	static const char *const names[NUM_SNP_PRODUCTS] = {"Milan", "Genoa", "Turin"};

	return (u32)p < NUM_SNP_PRODUCTS ? names[p] : "unknown";
}

struct slice amd_root(enum snp_product p)
{
	CHECK((u32)p < NUM_SNP_PRODUCTS);
	return root_list[3 * (size_t)p];
}

struct slice amd_authority(enum snp_product p, bool vlek)
{
	CHECK((u32)p < NUM_SNP_PRODUCTS);
	return root_list[3 * (size_t)p + (vlek ? 2 : 1)];
}
