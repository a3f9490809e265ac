/* TCB info (version 3) and QE identity (version 2): the texts that Intel's service signs, with
 * its key order and without white space. */
#include "attest/date.h"
#include "attest/sim/levels.h"
#include "attest/sim/sim_kit.h"
#include "text/json_wr.h"

#define NUM_COMPS 16u
#define DAY_S     86400u
#define ZEROS_8   "0000000000000000"
#define ZEROS_16  ZEROS_8 ZEROS_8
#define ZEROS_48  ZEROS_16 ZEROS_16 ZEROS_16

struct level {
	u8 sgx[NUM_COMPS];
	u8 tdx[NUM_COMPS];
	u16 pcesvn;
	const char *date, *status, *advisory;
};

/* Newest first. */
static const struct level levels[] = {
    {{11, 11, 3, 3, 255, 255}, {5, 0, 2}, SIM_PCESVN, "2025-03-12T00:00:00Z", "UpToDate", NULL},
    {{10, 10, 2, 2, 255, 1},
     {5, 0, 2},
     SIM_PCESVN,
     "2023-08-09T00:00:00Z",
     "SWHardeningNeeded",
     "INTEL-SA-00615"},
    {{5, 5, 2, 2, 255, 1}, {3, 0, 1}, 5, "2018-01-04T00:00:00Z", "OutOfDate", "INTEL-SA-00106"},
    {{1, 1}, {0}, 1, "2017-05-01T00:00:00Z", "Revoked", "INTEL-SA-00001"},
};

struct svn_level {
	u32 isvsvn;
	const char *date, *status, *advisory;
};

static const struct svn_level module_3[] = {
    {3, "2024-03-13T00:00:00Z", "UpToDate", NULL},
};
static const struct svn_level module_1[] = {
    {4, "2024-03-13T00:00:00Z", "UpToDate", NULL},
    {2, "2023-08-09T00:00:00Z", "OutOfDate", "INTEL-SA-01036"},
};
static const struct svn_level qe_levels[] = {
    {SIM_QE_ISVSVN, "2024-03-13T00:00:00Z", "UpToDate", NULL},
    {6, "2021-11-10T00:00:00Z", "OutOfDate", "INTEL-SA-00615"},
    {1, "2018-11-10T00:00:00Z", "Revoked", NULL},
};

static void put_time(struct json_wr *w, const char *key, u64 unix_s)
{
	char text[DATE_ISO_LEN];

	date_iso_write(text, unix_s);
	json_wr_m_str(w, key, slice_of(text, sizeof(text)));
}

/* The end of every level. */
static void put_verdict(struct json_wr *w, const char *date, const char *status,
                        const char *advisory)
{
	json_wr_m_cstr(w, "tcbDate", date);
	json_wr_m_cstr(w, "tcbStatus", status);
	if (advisory != NULL) {
		json_wr_key(w, "advisoryIDs");
		json_wr_arr(w);
		json_wr_cstr(w, advisory);
		json_wr_arr_end(w);
	}
}

static void put_svn_levels(struct json_wr *w, const struct svn_level *l, size_t num)
{
	json_wr_key(w, "tcbLevels");
	json_wr_arr(w);
	for (size_t i = 0; i < num; i++) {
		json_wr_obj(w);
		json_wr_key(w, "tcb");
		json_wr_obj(w);
		json_wr_m_u64(w, "isvsvn", l[i].isvsvn);
		json_wr_obj_end(w);
		put_verdict(w, l[i].date, l[i].status, l[i].advisory);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

static void put_components(struct json_wr *w, const char *key, const u8 comps[NUM_COMPS])
{
	json_wr_key(w, key);
	json_wr_arr(w);
	for (size_t i = 0; i < NUM_COMPS; i++) {
		json_wr_obj(w);
		json_wr_m_u64(w, "svn", comps[i]);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

static void put_levels(struct json_wr *w, bool is_tdx)
{
	json_wr_key(w, "tcbLevels");
	json_wr_arr(w);
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		const struct level *l = &levels[i];

		json_wr_obj(w);
		json_wr_key(w, "tcb");
		json_wr_obj(w);
		put_components(w, "sgxtcbcomponents", l->sgx);
		json_wr_m_u64(w, "pcesvn", l->pcesvn);
		if (is_tdx)
			put_components(w, "tdxtcbcomponents", l->tdx);
		json_wr_obj_end(w);
		put_verdict(w, l->date, l->status, l->advisory);
		json_wr_obj_end(w);
	}
	json_wr_arr_end(w);
}

static void put_module_signer(struct json_wr *w)
{
	json_wr_m_cstr(w, "mrsigner", ZEROS_48);
	json_wr_m_cstr(w, "attributes", ZEROS_8);
	json_wr_m_cstr(w, "attributesMask", "FFFFFFFFFFFFFFFF");
}

static void put_module(struct json_wr *w, const char *id, const struct svn_level *l, size_t num)
{
	json_wr_obj(w);
	json_wr_m_cstr(w, "id", id);
	put_module_signer(w);
	put_svn_levels(w, l, num);
	json_wr_obj_end(w);
}

static void put_modules(struct json_wr *w)
{
	json_wr_key(w, "tdxModule");
	json_wr_obj(w);
	put_module_signer(w);
	json_wr_obj_end(w);
	json_wr_key(w, "tdxModuleIdentities");
	json_wr_arr(w);
	put_module(w, "TDX_03", module_3, ARRAY_LEN(module_3));
	put_module(w, "TDX_01", module_1, ARRAY_LEN(module_1));
	json_wr_arr_end(w);
}

static void put_head(struct json_wr *w, const char *id, u32 version, u64 now)
{
	json_wr_m_cstr(w, "id", id);
	json_wr_m_u64(w, "version", version);
	put_time(w, "issueDate", now);
	put_time(w, "nextUpdate", now + (u64)SIM_COLLATERAL_DAYS * DAY_S);
}

enum err sim_tcb_json(enum attest_tee tee, u64 now, u32 eval, struct arena *a, struct slice *out)
{
	bool is_tdx = tee == ATTEST_TDX;
	struct json_wr w = json_wr_arena(a);

	json_wr_obj(&w);
	put_head(&w, is_tdx ? "TDX" : "SGX", 3, now);
	json_wr_m_cstr(&w, "fmspc", SIM_FMSPC_HEX);
	json_wr_m_cstr(&w, "pceId", "0000");
	json_wr_m_u64(&w, "tcbType", 0);
	json_wr_m_u64(&w, "tcbEvaluationDataNumber", eval);
	if (is_tdx)
		put_modules(&w);
	put_levels(&w, is_tdx);
	json_wr_obj_end(&w);
	return json_wr_arena_done(&w, a, out);
}

enum err sim_qe_json(enum attest_tee tee, u64 now, u32 eval, struct arena *a, struct slice *out)
{
	bool is_tdx = tee == ATTEST_TDX;
	struct json_wr w = json_wr_arena(a);

	json_wr_obj(&w);
	put_head(&w, is_tdx ? "TD_QE" : "QE", 2, now);
	json_wr_m_u64(&w, "tcbEvaluationDataNumber", eval);
	json_wr_m_cstr(&w, "miscselect", "00000000");
	json_wr_m_cstr(&w, "miscselectMask", "FFFFFFFF");
	json_wr_m_cstr(&w, "attributes", "1100000000000000" ZEROS_8);
	json_wr_m_cstr(&w, "attributesMask", "FBFFFFFFFFFFFFFF" ZEROS_8);
	json_wr_m_cstr(&w, "mrsigner", is_tdx ? SIM_TD_QE_MRSIGNER_HEX : SIM_QE_MRSIGNER_HEX);
	json_wr_m_u64(&w, "isvprodid", SIM_QE_PRODID + (is_tdx ? 1 : 0));
	put_svn_levels(&w, qe_levels, ARRAY_LEN(qe_levels));
	json_wr_obj_end(&w);
	return json_wr_arena_done(&w, a, out);
}
