/* The browser module: attest/report behind six functions, for attest.mjs.
 *
 * Nothing is imported and nothing allocated: the caller copies each input into its buffer,
 * calls attest_verify and reads the JSON. Not reentrant, as wasm is not. */
#include "attest/report.h"

#define EXPORT(name)   __attribute__((export_name(#name))) name
#define POLICY_MAX     (1u << 18)
#define ALLOW_DEV_ROOT 1u

/* Order known to attest.mjs. */
enum input { QUOTE, COLLATERAL, ROOT, POLICY, REPORT_DATA, NUM_INPUTS };

/* Each with room for one byte too many, so that what is too long is refused in the same words
 * as natively. */
static u8 quote[ATTEST_QUOTE_MAX + 1], collateral[ATTEST_COLLATERAL_MAX + 1];
static u8 root[ATTEST_ROOT_MAX + 1], policy_json[POLICY_MAX + 1], report_data[64 + 1];
static u8 json[ATTEST_REPORT_JSON_MAX];
static u8 memory[ATTEST_REPORT_ARENA] __attribute__((aligned(16)));
static u8 kept_memory[ATTEST_KEPT_ARENA] __attribute__((aligned(16)));
static struct attest_kept kept;

static const struct {
	u8 *p;
	u32 cap;
} buffers[NUM_INPUTS] = {
    [QUOTE] = {quote, sizeof(quote)},
    [COLLATERAL] = {collateral, sizeof(collateral)},
    [ROOT] = {root, sizeof(root)},
    [POLICY] = {policy_json, sizeof(policy_json)},
    [REPORT_DATA] = {report_data, sizeof(report_data)},
};

static u32 lengths[NUM_INPUTS];

u8 *EXPORT(attest_input)(u32 which, u32 len);
u32 EXPORT(attest_room)(u32 which);
u32 EXPORT(attest_verify)(u64 now, u32 grace, u32 flags);
const u8 *EXPORT(attest_json)(void);

NORETURN void base_abort(const char *file, int line, const char *what)
{
	(void)file;
	(void)line;
	(void)what;
	__builtin_trap();
}

/* attest_room is how many bytes an input's buffer takes: one more than the longest input. */
u32 EXPORT(attest_room)(u32 which)
{
	return which < NUM_INPUTS ? buffers[which].cap : 0;
}

/* attest_input says where to copy the first attest_room bytes of an input of len bytes; NULL
 * if there is no such input. An input of no bytes is one that was not given. */
u8 *EXPORT(attest_input)(u32 which, u32 len)
{
	if (which >= NUM_INPUTS)
		return NULL;
	lengths[which] = len < buffers[which].cap ? len : buffers[which].cap;
	return buffers[which].p;
}

static struct slice input(enum input which)
{
	return slice_of(buffers[which].p, lengths[which]);
}

/* read_policy returns why not, or NULL. */
static const char *read_policy(struct attest_policy *out, u32 flags, struct arena *a)
{
	const char *why = "";

	attest_policy_default(out);
	if (lengths[POLICY] > POLICY_MAX)
		return "the policy is longer than 256 KiB";
	if (lengths[POLICY] != 0 && attest_policy_read(out, input(POLICY), a, &why) != ERR_OK)
		return why[0] != '\0' ? why : "the policy has too many parts";
	if ((flags & ALLOW_DEV_ROOT) != 0)
		out->allow_dev_root = true;
	return NULL;
}

static void write_error(struct json_wr *w, const char *why)
{
	json_wr_obj(w);
	json_wr_m_cstr(w, "error", why);
	json_wr_obj_end(w);
}

/* attest_verify judges the inputs and forgets them, but for verified collateral, which makes
 * the next quote with the same faster. It returns the length of the JSON: as of
 * attest/report.h, or {"error": why} for a policy that is none. */
u32 EXPORT(attest_verify)(u64 now, u32 grace, u32 flags)
{
	struct arena a = arena_of(memory, sizeof(memory));
	struct json_wr w = json_wr_into(json, sizeof(json));
	struct attest_report *r = arena_alloc(&a, sizeof(*r));
	struct attest_policy policy;
	const char *why = read_policy(&policy, flags, &a);
	struct attest_inquiry in = {
	    .quote = input(QUOTE),
	    .collateral = input(COLLATERAL),
	    .root = input(ROOT),
	    .time = {now, grace},
	    .policy = &policy,
	    .report_data = input(REPORT_DATA),
	    .kept = &kept,
	};
	struct slice out;

	CHECK(r != NULL);
	if (!kept.full)
		kept.arena = arena_of(kept_memory, sizeof(kept_memory));
	if (why != NULL) {
		write_error(&w, why);
	} else {
		attest_report_make(r, &in, &a);
		attest_report_write(&w, r);
	}
	memset(lengths, 0, sizeof(lengths));
	CHECK(json_wr_done(&w, &out) == ERR_OK);
	return (u32)out.n;
}

const u8 *EXPORT(attest_json)(void)
{
	return json;
}
