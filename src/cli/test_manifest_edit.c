#include "cli/manifest_edit.c"

#include <string.h>

#include "base/test.h"

static u8 mem[1 << 20];

static const char source[] =
    "{\"$schema\":\"x\",\"name\":\"n\",\"entry\":\"agent.js\",\"net\":[\"forum.localhost\","
    "\"model.localhost\"],\"secrets\":{\"OPENAI_API_KEY\":{\"hosts\":[\"model.localhost\"]}},"
    "\"models\":{\"model.localhost\":{\"provider\":\"openai\",\"format\":\"openai-chat\"}},"
    "\"config\":{\"model\":\"https://model.localhost/v1\",\"forum\":\"https://forum.localhost\"},"
    "\"limits\":{\"wallMs\":120000,\"cpuMs\":2000}}";

static struct slice edited(const struct manifest_edit *edit, enum err want)
{
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice out = SLICE_EMPTY;

	EXPECT(manifest_canonical(SLICE_LIT(source), edit, &a, &out) == want);
	return out;
}

static bool is(struct slice s, const char *text)
{
	return slice_eq(s, slice_str(text));
}

TEST(without_changes_the_schema_goes_and_keys_are_sorted)
{
	const struct manifest_edit none = {0};

	EXPECT(
	    is(edited(&none, ERR_OK),
	       "{\"config\":{\"forum\":\"https://forum.localhost\",\"model\":"
	       "\"https://model.localhost/v1\"},\"entry\":\"agent.js\",\"limits\":{\"cpuMs\":2000,"
	       "\"wallMs\":120000},\"models\":{\"model.localhost\":{\"format\":\"openai-chat\","
	       "\"provider\":\"openai\"}},\"name\":\"n\",\"net\":[\"forum.localhost\","
	       "\"model.localhost\"],\"secrets\":{\"OPENAI_API_KEY\":{\"hosts\":["
	       "\"model.localhost\"]}}}"));
}

TEST(another_time_limit_leaves_the_other_limits)
{
	const struct manifest_edit wall = {.wall_ms = 8000};
	struct slice s = edited(&wall, ERR_OK);
	const char want[] = "\"limits\":{\"cpuMs\":2000,\"wallMs\":8000}";

	EXPECT(memmem(s.p, s.n, want, sizeof(want) - 1) != NULL);
}

TEST(a_real_model_gets_the_key_and_the_standin_does_not)
{
	const struct manifest_edit real = {.model_url = "https://api.example.com:8443/v1",
	                                   .model_name = "m1"};

	EXPECT(
	    is(edited(&real, ERR_OK),
	       "{\"config\":{\"forum\":\"https://forum.localhost\",\"model\":"
	       "\"https://api.example.com:8443/v1\",\"modelName\":\"m1\"},\"entry\":\"agent.js\","
	       "\"limits\":{\"cpuMs\":2000,\"wallMs\":120000},\"models\":{"
	       "\"api.example.com:8443\":{\"format\":\"openai-chat\",\"provider\":\"openai\"}},"
	       "\"name\":\"n\",\"net\":[\"forum.localhost\",\"api.example.com:8443\"],"
	       "\"secrets\":{\"OPENAI_API_KEY\":{\"hosts\":[\"api.example.com:8443\"]}}}"));
}

TEST(a_key_is_not_sent_in_clear)
{
	const struct manifest_edit plain = {.model_url = "http://api.example.com/v1"};

	(void)edited(&plain, ERR_INVALID);
}

TEST_MAIN()
