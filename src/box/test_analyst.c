/* The Governance Analyst of examples/, in a box, with its own forum files and a model that
 * follows a script: whatever a model says, the outcome is typed and the rules hold. */
#include <stdio.h>

#include "base/test.h"
#include "box/test_host.h"

#define EXAMPLE PH_SOURCE_DIR "/examples/governance-analyst/"

static struct th host;
static char agent[65536], file[65536];
static const struct th_answer *script; /* what the model says, in order; ends with status 0 */
static u32 num_asked, wall_ms = 20000;
static char last_request[65536];

static struct slice read_file(char *buf, size_t cap, const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		return SLICE_EMPTY;
	n = fread(buf, 1, cap - 1, f);
	(void)fclose(f);
	buf[n] = 0;
	return slice_of(buf, n);
}

static bool has(struct slice s, const char *part)
{
	return memmem(s.p, s.n, part, strlen(part)) != NULL;
}

static void serve_model(const struct box_fetch *req, struct th_answer *out)
{
	const struct th_answer *a = &script[num_asked];

	memcpy(last_request, req->body.p, size_min(req->body.n, sizeof(last_request) - 1));
	last_request[size_min(req->body.n, sizeof(last_request) - 1)] = 0;
	EXPECT(slice_eq(req->method, SLICE_LIT("POST")));
	if (a->status == 0)
		TEST_FAIL("the model was asked more often than the script expects");
	else
		num_asked++;
	*out = *a;
}

static void serve(struct th *t, const struct box_fetch *req, struct th_answer *out)
{
	char path[256];

	(void)t;
	if (has(req->url, "https://model.localhost/v1/chat/completions")) {
		serve_model(req, out);
	} else if (slice_starts(req->url, SLICE_LIT("https://forum.localhost/referenda/"))) {
		(void)snprintf(path, sizeof(path), EXAMPLE "forum/%.*s", (int)(req->url.n - 34),
		               (const char *)req->url.p + 34);
		out->answer.body = read_file(file, sizeof(file), path);
		out->status = out->answer.body.n > 0 ? 200 : 404;
	}
}

/* Runs the analyst on referendum 0. */
static bool analyse(const struct th_answer *model)
{
	struct slice bundle = read_file(agent, sizeof(agent), EXAMPLE "agent.js");

	if (host.client.pid <= 0 && th_open(&host) != ERR_OK)
		return false;
	th_defaults(&host, agent);
	host.start.config = SLICE_LIT(
	    "{\"forum\":\"https://forum.localhost\",\"model\":\"https://model.localhost/v1\","
	    "\"modelName\":\"gpt-4o-mini\"}");
	host.start.input = SLICE_LIT("{\"input\":\"0x0000000000\",\"subject\":\"0x00\"}");
	host.start.num_secrets = 1;
	host.start.secrets[0] = (struct box_secret){SLICE_LIT("OPENAI_API_KEY"), false};
	host.start.limits.host_calls = 64;
	host.start.limits.wall_ms = wall_ms;
	host.serve = serve;
	script = model;
	num_asked = 0;
	return bundle.n > 0 && th_run(&host) == ERR_OK;
}

#define SAYS(content)                                                                              \
	{                                                                                          \
		.status = 200,                                                                     \
		.answer.body = {(const u8 *)CHAT(content), sizeof(CHAT(content)) - 1}              \
	}
#define CHAT(content) "{\"choices\":[{\"message\":{\"content\":\"" content "\"}}]}"
#define GOOD                                                                                       \
	"{\\\"score\\\":82,\\\"reason\\\":\\\"Clear scope and a sober price.\\\","                 \
	"\\\"risks\\\":[\\\"one vendor\\\"]}"

TEST(a_good_answer_is_recorded)
{
	static const struct th_answer model[] = {SAYS(GOOD), {0}};

	REQUIRE(analyse(model));
	EXPECT(host.end.outcome == OUTCOME_OK);
	EXPECT(strcmp((const char *)host.output,
	              "{\"reason\":\"Clear scope and a sober price.\",\"risks\":[\"one vendor\"],"
	              "\"score\":82}") == 0);
	EXPECT(host.num_fetches == 3);
}

TEST(the_rules_cap_an_answer_without_risks)
{
	static const struct th_answer model[] = {
	    SAYS("{\\\"score\\\":99,\\\"reason\\\":\\\"Nothing can go wrong here.\\\","
	         "\\\"risks\\\":[]}"),
	    {0}};

	REQUIRE(analyse(model));
	EXPECT(host.end.outcome == OUTCOME_OK);
	EXPECT(strstr((const char *)host.output, "\"score\":70") != NULL);
}

TEST(a_refused_answer_goes_back_with_the_reason)
{
	static const struct th_answer model[] = {
	    SAYS("{\\\"score\\\":200,\\\"reason\\\":\\\"Clear scope and a sober price.\\\","
	         "\\\"risks\\\":[]}"),
	    SAYS(GOOD),
	    {0}};

	REQUIRE(analyse(model));
	EXPECT(host.end.outcome == OUTCOME_OK);
	EXPECT(num_asked == 2 && strstr(last_request, "was refused") != NULL);
}

TEST(a_model_without_a_usable_answer_is_an_outcome_of_its_own)
{
	static const struct th_answer prose[] = {SAYS("I would rather talk about the weather."),
	                                         SAYS(""), SAYS("null"), {0}};
	static const struct th_answer broken[] = {
	    {.status = 200}, {.status = 200, .answer.body = {(const u8 *)"{", 1}},
	    {.status = 200, .answer.body = {(const u8 *)"{}", 2}}, {0}};
	static const struct th_answer refused[] = {{.status = 401}, {0}};

	REQUIRE(analyse(prose));
	EXPECT(host.end.outcome == OUTCOME_MODEL && num_asked == 3);
	REQUIRE(analyse(broken));
	EXPECT(host.end.outcome == OUTCOME_MODEL && num_asked == 3);
	REQUIRE(analyse(refused));
	EXPECT(host.end.outcome == OUTCOME_MODEL && num_asked == 1);
	EXPECT(strstr(host.error, "HTTP 401") != NULL);
}

TEST(a_busy_model_is_asked_again_after_the_time_it_names)
{
	static struct th_answer model[] = {{.status = 429}, {.status = 503}, SAYS(GOOD), {0}};

	model[0].answer.headers.num = 1;
	model[0].answer.headers.h[0] =
	    (struct box_header){SLICE_LIT("retry-after-ms"), SLICE_LIT("120")};
	REQUIRE(analyse(model));
	EXPECT(host.end.outcome == OUTCOME_OK && num_asked == 3);
	EXPECT(host.end.host_calls == 7); /* two files, three questions, two waits */
}

TEST(a_model_that_hangs_ends_at_the_wall_limit)
{
	static const struct th_answer model[] = {{.status = TH_HANG}, {0}};

	wall_ms = 300;
	REQUIRE(analyse(model));
	wall_ms = 20000;
	EXPECT(host.end.outcome == OUTCOME_WALL && host.end.output.n == 0);
}

TEST(its_run_replays_from_the_record)
{
	static const struct th_answer model[] = {SAYS(GOOD), {0}};
	static struct box_replay_result again;

	REQUIRE(analyse(model));
	EXPECT_OK(th_replay(&host, &again));
	EXPECT(again.output_len == strlen((const char *)host.output) &&
	       memcmp(again.output, host.output, again.output_len) == 0);
}

TEST_MAIN()
