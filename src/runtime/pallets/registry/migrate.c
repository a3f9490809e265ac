/* Rows of runtimes before this one. */
#include "runtime/host/host.h"
#include "runtime/pallets/registry/int.h"
#include "runtime/weights.h"

/* What spec_version 2 appended to WorkerInfoV3: platform, status, evaluation number, block and end
 * of the attestation. Workers of before had none, which all zeros say. */
#define EVIDENCE_SINCE 2u
#define EVIDENCE_LEN   (32u + 1u + 4u + 4u + 8u)

static enum err append_evidence(struct ctx *c, struct slice key)
{
	static const u8 none[EVIDENCE_LEN];
	struct wr w = wr_arena(c->a);
	struct slice old, new;
	bool found;

	TRY(host_storage_get(key, &found, &old));
	if (!found)
		return ERR_CORRUPT;
	wr_slice(&w, old);
	wr_bytes(&w, none, sizeof(none));
	TRY(wr_arena_done(&w, c->a, &new));
	return host_storage_set(key, new);
}

enum err registry_on_upgrade(struct ctx *c, u32 from)
{
	struct storage_key prefix = registry_workers_v3_prefix();
	struct slice key = storage_key_slice(&prefix);
	u64 num = 0;

	if (from >= EVIDENCE_SINCE)
		return ERR_OK;
	for (;; num++) {
		size_t mark = arena_mark(c->a);
		bool found;

		TRY(host_storage_next_key(key, &found, &key));
		if (!found || !slice_starts(key, storage_key_slice(&prefix)))
			break;
		TRY(append_evidence(c, key));
		arena_rewind(c->a, mark);
	}
	return frame_note_weight(c, (struct weight){num * (WEIGHT_DB_READ + WEIGHT_DB_WRITE), 0});
}
