#include "cli/standin_model.h"

#define STANDIN_BUSY_ROUNDS 2u
#define STANDIN_RETRY_MS    50u

static const char *const script_names[] = {
    "ok",       "busy-then-ok", "schema-then-ok", "empty", "prose",
    "bad-json", "wrong-schema", "busy",           "hang",  "twice",
};

_Static_assert(ARRAY_LEN(script_names) == NUM_STANDIN_SCRIPTS, "one name per script");

enum err standin_script_of(struct slice name, enum standin_script *out)
{
	for (size_t i = 0; i < ARRAY_LEN(script_names); i++) {
		if (!slice_eq(name, slice_str(script_names[i])))
			continue;
		*out = (enum standin_script)i;
		return ERR_OK;
	}
	return ERR_NOT_FOUND;
}

static bool mentions(struct slice text, const char *word)
{
	struct slice w = slice_str(word);

	for (; text.n >= w.n; text = slice_from(text, 1))
		if (slice_starts(text, w))
			return true;
	return false;
}

static void put(struct wr *w, const char *s)
{
	wr_slice(w, slice_str(s));
}

static void put_u32(struct wr *w, u32 v)
{
	u8 digits[10];
	size_t n = 0;

	do {
		digits[n++] = (u8)('0' + v % 10);
		v /= 10;
	} while (v != 0);
	while (n > 0)
		wr_u8(w, digits[--n]);
}

/* What a cautious reader would look for, and what its absence costs. */
static const struct {
	const char *word;
	u8 points;
	const char *risk;
} criteria[] = {
    {"audit", 12, "No independent review is planned"},
    {"Deliverables", 12, "Deliverables are not named"},
    {"half is paid", 10, "Payment is not tied to progress"},
    {"weeks", 8, "There is no schedule"},
    {"milestone", 6, "No milestones are set between start and report"},
};

/* The assessment as JSON text inside a JSON string: quotes are escaped. */
static void put_assessment(struct wr *w, struct slice request)
{
	u32 score = 40;
	bool first = true;

	for (size_t i = 0; i < ARRAY_LEN(criteria); i++)
		if (mentions(request, criteria[i].word))
			score += criteria[i].points;
	put(w, "{\\\"score\\\":");
	put_u32(w, score);
	put(w, ",\\\"reason\\\":\\\"A stand-in answered by keyword rules, not a model: it looked "
	       "for review, "
	       "deliverables, schedule and payment terms in the proposal.\\\",\\\"risks\\\":[");
	for (size_t i = 0; i < ARRAY_LEN(criteria); i++) {
		if (mentions(request, criteria[i].word))
			continue;
		put(w, first ? "\\\"" : ",\\\"");
		put(w, criteria[i].risk);
		put(w, "\\\"");
		first = false;
	}
	put(w, "]}");
}

static void put_completion_head(struct wr *w)
{
	put(w, "{\"id\":\"chatcmpl-standin\",\"object\":\"chat.completion\",\"created\":0,"
	       "\"model\":\"phala-standin-1\",\"system_fingerprint\":\"stand-in, not a model\","
	       "\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":60,\"total_tokens\":260},"
	       "\"choices\":[");
}

static void put_choice(struct wr *w, enum standin_script content, struct slice request)
{
	put(w, "{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
	       "\"content\":\"");
	if (content == STANDIN_PROSE)
		put(w, "I think this proposal is rather good, all in all.");
	else if (content == STANDIN_BAD_JSON)
		put(w, "{\\\"score\\\": 80, \\\"reason\\\": ");
	else if (content == STANDIN_WRONG_SCHEMA)
		put(w, "{\\\"score\\\":\\\"high\\\",\\\"reason\\\":\\\"short\\\",\\\"risks\\\":"
		       "\\\"none\\\"}");
	else
		put_assessment(w, request);
	put(w, "\"}}");
}

static void answer_busy(struct wr *w, struct standin_answer *out)
{
	out->status = 429;
	out->retry_after_ms = STANDIN_RETRY_MS;
	put(w, "{\"error\":{\"message\":\"stand-in: busy on "
	       "purpose\",\"type\":\"rate_limit_error\"}}");
}

/* What a script means for its num-th request: one of the simple scripts. */
static enum standin_script step_of(enum standin_script script, u32 num)
{
	if (script == STANDIN_BUSY_THEN_OK)
		return num <= STANDIN_BUSY_ROUNDS ? STANDIN_BUSY : STANDIN_OK;
	if (script == STANDIN_SCHEMA_THEN_OK)
		return num == 1 ? STANDIN_WRONG_SCHEMA : STANDIN_OK;
	return script;
}

enum err standin_model_answer(enum standin_script script, u32 num, struct slice request,
                              struct wr *w, struct standin_answer *out)
{
	enum standin_script step = step_of(script, num);

	*out = (struct standin_answer){.status = 200};
	if (step == STANDIN_HANG) {
		out->hang = true;
		return ERR_OK;
	}
	if (step == STANDIN_BUSY) {
		answer_busy(w, out);
	} else {
		put_completion_head(w);
		if (step != STANDIN_EMPTY)
			put_choice(w, step, request);
		put(w, "]}");
		out->repeat = step == STANDIN_TWICE;
	}
	return wr_done(w, &out->body);
}
