/* What admission costs: a registration, a renewal and each piece of collateral at their worst, that
 * is with revocation lists that are full and as many TCB levels as may be. Natively here; with
 * PH_ORACLE_DIR the same block is written down, and tools/bench_registry.mjs has the blob do it
 * under V8. Both print microseconds of one extrinsic, signature and fee included. */
#include "runtime/pallets/registry/test_registry_kit.h"

#include "base/bench.h"

#define ROUNDS 40

/* A full list, none of whose serials is anybody's: they begin with zeros. */
static void fill_crl(const struct stored_collateral *row, struct slice *value)
{
	static u8 revoked[ATTEST_REVOKED_MAX][1 + ATTEST_SERIAL_MAX];
	struct stored_collateral v = *row;
	struct attest_crl crl;
	struct wr w;

	KIT_MUST(attest_rd_crl(&crl, row->data, &scratch));
	for (u32 i = 0; i < ATTEST_REVOKED_MAX; i++) {
		revoked[i][0] = ATTEST_SERIAL_MAX;
		revoked[i][1] = 1;
		revoked[i][19] = (u8)(i >> 8);
		revoked[i][20] = (u8)i;
	}
	crl.num = ATTEST_REVOKED_MAX;
	crl.revoked = (const u8(*)[1 + ATTEST_SERIAL_MAX])revoked;
	w = wr_arena(&scratch);
	attest_wr_crl(&w, &crl);
	KIT_MUST(wr_arena_done(&w, &scratch, &v.data));
	w = wr_arena(&scratch);
	wr_stored_collateral(&w, &v);
	KIT_MUST(wr_arena_done(&w, &scratch, value));
}

/* Worse levels than the machine's follow the best one: it is found first, all are read. */
static void fill_tcb(const struct stored_collateral *row, struct slice *value)
{
	static struct attest_tcb tcb;
	struct stored_collateral v = *row;
	struct wr w;

	KIT_MUST(attest_rd_tcb(&tcb, row->data));
	for (u32 i = 1; i < ATTEST_LEVELS_MAX; i++) {
		tcb.levels[i] = tcb.levels[0];
		memset(tcb.levels[i].sgx, 0, 16);
		tcb.levels[i].pcesvn = (u16)(ATTEST_LEVELS_MAX - i);
	}
	tcb.num_levels = ATTEST_LEVELS_MAX;
	w = wr_arena(&scratch);
	attest_wr_tcb(&w, &tcb);
	KIT_MUST(wr_arena_done(&w, &scratch, &v.data));
	w = wr_arena(&scratch);
	wr_stored_collateral(&w, &v);
	KIT_MUST(wr_arena_done(&w, &scratch, value));
}

static struct stored_collateral row_at(struct storage_key k)
{
	struct stored_collateral out;
	struct slice raw;
	struct rd r;
	bool found;

	kit_get(&kit, k, &found, &raw);
	CHECK(found);
	KIT_MUST(arena_dup(&scratch, raw, &raw));
	r = rd_from(raw);
	rd_stored_collateral(&r, &out);
	KIT_MUST(rd_end(&r));
	return out;
}

/* Between two blocks. */
static void make_worst(void)
{
	struct pck_crl_key pck = {.is_platform = true};
	struct tcb_info_key tcb = {.tee = ATTEST_TDX, .fmspc = {0xde, 0x70}, .eval = 17};
	struct storage_key k[3];
	struct stored_collateral row;
	struct trie_change list[3];

	memcpy(pck.root, root.id, 32);
	memcpy(tcb.root, root.id, 32);
	k[0] = registry_root_crls_key(root.id);
	k[1] = registry_pck_crls_key(&pck);
	k[2] = registry_tcb_infos_key(&tcb);
	for (int i = 0; i < 3; i++) {
		row = row_at(k[i]);
		list[i] = (struct trie_change){.key = storage_key_slice(&k[i])};
		if (i < 2)
			fill_crl(&row, &list[i].value);
		else
			fill_tcb(&row, &list[i].value);
	}
	for (int i = 0; i < 3; i++)
		kit_store(&kit, &list[i], 1);
}

/* One extrinsic of each kind, after the timestamp, in an open block. */
static const char *const names[] = {"timestamp", "register_worker_v3", "renew_worker",
				    "heartbeat", "put_root_crl",       "put_pck_crl",
				    "put_tcb_info", "put_qe_identity"};

static void fill_block(void)
{
	struct attest_collateral_raw raw = reg_collateral(ATTEST_TDX, reg_now());
	struct registry_register_worker_v3_args a = reg_info(2);
	struct registry_renew_worker_args renewal;
	struct sim_body b = reg_body(&a, SIM_TDX_5_TD15);
	struct attest_quote q;

	reg_quote(&a.evidence, &machine, &b);
	CHECK(attest_quote_parse(&q, a.evidence.u.dcap.quote) == ATTEST_OK);
	attest_measurement(a.info.measurement, &q);
	b = reg_body(&a, SIM_TDX_5_TD15);
	reg_quote(&a.evidence, &machine, &b);
	CHECK(ok(reg_register_args(&a)));
	renewal = reg_renewal(2);
	b = reg_renewal_body(&renewal);
	b.kind = SIM_TDX_5_TD15;
	reg_quote(&renewal.evidence, &machine, &b);
	CHECK(ok(reg_renew_args(&renewal)));
	CHECK(ok(reg_heartbeat(2)));
	CHECK(ok(reg_put_root_crl(root.id, &raw)) && ok(reg_put_pck_crl(root.id, &raw)));
	CHECK(ok(reg_put_tcb(root.id, &raw)) && ok(reg_put_qe(root.id, &raw)));
	CHECK(kit.num_xts == ARRAY_LEN(names));
}

/* The block once more on the state before it, extrinsic by extrinsic. */
static void time_block(u64 best[ARRAY_LEN(names)])
{
	size_t mark = arena_mark(&kit.block);
	u8 data[8], buf[256];
	struct wr w = wr_into(buf, sizeof(buf));
	struct runtime_session s;
	struct header h;
	struct slice out;

	kit_open_header(&kit, kit_slot(&kit), data, &h);
	wr_header(&w, &h);
	KIT_MUST(runtime_open(&s, &kit.db, kit.root, &kit.block));
	KIT_MUST(runtime_call(&s, "Core_initialize_block", slice_of(buf, w.n), &out));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		u64 t = bench_now_ns();
		struct kit_result r;

		KIT_MUST(runtime_call(&s, "BlockBuilder_apply_extrinsic", kit.xts[i], &out));
		t = bench_now_ns() - t;
		r = kit_outcome(out);
		CHECK(!r.invalid && !r.failed);
		best[i] = t < best[i] ? t : best[i];
	}
	arena_rewind(&kit.block, mark);
}

int main(void)
{
	u64 best[ARRAY_LEN(names)];

	memset(best, 0xff, sizeof(best));
	reg_init();
	reg_put_all(ATTEST_TDX);
	kit_end(&kit);
	make_worst();
	reg_begin();
	fill_block();
	kit_close(&kit);
	for (int round = 0; round < ROUNDS; round++)
		time_block(best);
	kit_commit(&kit);
	for (size_t i = 1; i < ARRAY_LEN(names); i++)
		printf("registry_%s %.1f us\n", names[i], (double)best[i] / 1000);
	kit.num_xts = 0;
	reg_free();
	return 0;
}
