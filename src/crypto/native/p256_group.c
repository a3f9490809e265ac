#include "crypto/native/p256_group.h"

#include "base/base.h"

static EC_GROUP *group;

__attribute__((constructor)) static void make_group(void)
{
	group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	CHECK(group != NULL);
}

const EC_GROUP *p256_group(void)
{
	return group;
}
