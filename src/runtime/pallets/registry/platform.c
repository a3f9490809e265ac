/* Machines, by a name that only this chain uses: how well each is known, and how many workers
 * say that they run on it. One broken machine can forge quotes for as many workers as it
 * likes; so their number is limited, and one call shuts all of them out. */
#include "runtime/pallets/registry/int.h"

static const u8 nowhere[32];

enum err registry_leave_platform(struct ctx *c, const u8 platform[32])
{
	struct platform_info p;
	bool found;

	if (mem_eq(platform, nowhere, 32))
		return ERR_OK;
	TRY(registry_platforms_get(c, platform, &found, &p));
	if (!found)
		return ERR_OK;
	p.workers -= p.workers > 0;
	if (p.workers == 0 && p.level == 0 && !p.revoked)
		return registry_platforms_kill(c, platform);
	return registry_platforms_put(c, platform, &p);
}

enum err registry_enter_platform(struct ctx *c, const struct attestation_policy *policy,
				 const u8 before[32], const u8 platform[32])
{
	bool found, stays = mem_eq(before, platform, 32);
	struct platform_info p;

	TRY(registry_platforms_get(c, platform, &found, &p));
	if (p.revoked)
		return registry_fail(c, REGISTRY_ERROR_PLATFORM_REVOKED);
	if (p.level < policy->min_platform_level)
		return registry_fail(c, REGISTRY_ERROR_PLATFORM_NOT_LISTED);
	if (stays)
		return ERR_OK;
	if (policy->max_workers_per_platform != 0 && p.workers >= policy->max_workers_per_platform)
		return registry_fail(c, REGISTRY_ERROR_PLATFORM_FULL);
	p.workers += p.workers < UINT32_MAX;
	TRY(registry_platforms_put(c, platform, &p));
	return registry_leave_platform(c, before);
}

enum err registry_set_platform(struct ctx *c, const struct origin *o,
			       const struct registry_set_platform_args *a)
{
	struct event_registry_platform_set e = {.level = a->level};
	struct platform_info p;
	bool found;

	(void)o;
	TRY(registry_platforms_get(c, a->platform, &found, &p));
	p.level = a->level;
	p.revoked = false;
	if (p.level == 0 && p.workers == 0)
		TRY(registry_platforms_kill(c, a->platform));
	else
		TRY(registry_platforms_put(c, a->platform, &p));
	memcpy(e.platform, a->platform, 32);
	return registry_deposit_platform_set(c, &e);
}

enum err registry_revoke_platform(struct ctx *c, const struct origin *o,
				  const struct registry_revoke_platform_args *a)
{
	struct event_registry_platform_revoked e;
	struct platform_info p;
	bool found;

	(void)o;
	TRY(registry_platforms_get(c, a->platform, &found, &p));
	p.revoked = true;
	TRY(registry_platforms_put(c, a->platform, &p));
	memcpy(e.platform, a->platform, 32);
	return registry_deposit_platform_revoked(c, &e);
}
