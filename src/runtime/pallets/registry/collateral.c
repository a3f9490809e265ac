#include "runtime/pallets/registry/int.h"

enum err registry_put_root_crl(struct ctx *c, const struct origin *o,
			       const struct registry_put_root_crl_args *a)
{
	(void)o;
	(void)a;
	return registry_fail_with(c, REGISTRY_ERROR_COLLATERAL_MALFORMED, 0);
}
enum err registry_put_pck_crl(struct ctx *c, const struct origin *o,
			      const struct registry_put_pck_crl_args *a)
{
	(void)o;
	(void)a;
	return registry_fail_with(c, REGISTRY_ERROR_COLLATERAL_MALFORMED, 0);
}
enum err registry_put_tcb_info(struct ctx *c, const struct origin *o,
			       const struct registry_put_tcb_info_args *a)
{
	(void)o;
	(void)a;
	return registry_fail_with(c, REGISTRY_ERROR_COLLATERAL_MALFORMED, 0);
}
enum err registry_put_qe_identity(struct ctx *c, const struct origin *o,
				  const struct registry_put_qe_identity_args *a)
{
	(void)o;
	(void)a;
	return registry_fail_with(c, REGISTRY_ERROR_COLLATERAL_MALFORMED, 0);
}
enum err registry_add_root(struct ctx *c, const struct origin *o,
			   const struct registry_add_root_args *a)
{
	(void)o;
	(void)a;
	return registry_fail_with(c, REGISTRY_ERROR_ROOT_MALFORMED, 0);
}
enum err registry_prune_collateral(struct ctx *c, const struct collateral_id *id)
{
	(void)id;
	return registry_fail(c, REGISTRY_ERROR_NOTHING_TO_PRUNE);
}
