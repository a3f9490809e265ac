/* Secrets: opened inside, placed into a header on its way to a declared host, wiped with
 * the run. Format: docs/protocol/secrets.md. */
#include "worker/trusted/state.h"

static const char purpose[] = "phala/secret/v1";
static const char handle[] = "secret://";

const struct run_secret *secrets_find(const struct lane *l, struct slice name)
{
	for (u32 i = 0; i < l->num_secrets; i++)
		if (slice_eq(l->secrets[i].decl->name, name))
			return &l->secrets[i];
	return NULL;
}

/* The owner signed that this value is for this worker, agent, name and version. */
static enum err check_owner(const struct worker *w, const struct lane *l,
                            const struct sealed_secret *s)
{
	u8 buf[32 + 32 + 8 + MANIFEST_NAME_MAX + 4], len[8], hash[32];
	struct wr head = wr_into(buf, sizeof(buf)), sealed_len = wr_into(len, sizeof(len));
	struct slice a, b;

	wr_bytes(&head, l->trigger.agent, 32);
	wr_bytes(&head, w->x25519_pub, 32);
	wr_vec(&head, s->name);
	wr_u32(&head, s->version);
	wr_compact(&sealed_len, s->sealed.n);
	TRY(wr_done(&head, &a));
	TRY(wr_done(&sealed_len, &b));
	blake2_256_parts(hash, (const struct slice[]){SLICE_LIT(purpose), a, b, s->sealed}, 4);
	return sr25519_verify(s->signature, SLICE_ARR(hash), l->agent.owner);
}

static enum err open_value(const struct worker *w, struct lane *l, const struct sealed_secret *s,
                           struct run_secret *out)
{
	u8 buf[32 + 8 + MANIFEST_NAME_MAX + 4], *value;
	struct wr aad = wr_into(buf, sizeof(buf));
	struct slice bytes;
	size_t n;

	wr_bytes(&aad, l->trigger.agent, 32);
	wr_vec(&aad, s->name);
	wr_u32(&aad, s->version);
	TRY(wr_done(&aad, &bytes));
	value = (u8 *)arena_alloc(&l->a, SECRET_VALUE_MAX);
	if (value == NULL)
		return ERR_NOMEM;
	TRY(seal_to_open(value, SECRET_VALUE_MAX, &n, &w->x25519, SLICE_LIT(purpose), bytes,
	                 s->sealed));
	out->version = s->version;
	out->value = slice_of(value, n);
	return ERR_OK;
}

enum err secrets_open(struct worker *w, struct lane *l, const struct msg_run *m, const char **why)
{
	for (u32 i = 0; i < m->secrets.num; i++) {
		const struct sealed_secret *s = &m->secrets.items[i];
		const struct manifest_secret *decl = manifest_secret(&l->manifest, s->name);

		/* What the manifest does not declare is never opened. */
		if (decl == NULL)
			continue;
		*why = "a secret comes twice";
		if (secrets_find(l, s->name) != NULL)
			return ERR_EXISTS;
		*why = "a secret is not signed by the agent's owner for this worker";
		TRY(check_owner(w, l, s));
		*why = "a secret does not open";
		l->secrets[l->num_secrets].decl = decl;
		TRY(open_value(w, l, s, &l->secrets[l->num_secrets]));
		l->num_secrets++;
	}
	return ERR_OK;
}

static bool name_char(u8 c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

enum err secrets_fill(const struct lane *l, const struct url *u, struct slice in, struct wr *out)
{
	while (in.n > 0) {
		const struct run_secret *s;
		size_t n = 0;

		if (!slice_starts(in, SLICE_LIT(handle))) {
			wr_u8(out, in.p[0]);
			in = slice_from(in, 1);
			continue;
		}
		in = slice_from(in, sizeof(handle) - 1);
		while (n < in.n && name_char(in.p[n]))
			n++;
		s = secrets_find(l, slice_of(in.p, n));
		if (s == NULL)
			return ERR_NOT_FOUND;
		if (!manifest_secret_goes_to(s->decl, u))
			return ERR_DENIED;
		if (!http1_is_field_value(s->value))
			return ERR_INVALID;
		wr_slice(out, s->value);
		in = slice_from(in, n);
	}
	return out->err;
}
