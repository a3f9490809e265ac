/* Small agents in a real box process, under box/test_host. */
#include "base/test.h"
#include "box/test_host.h"

static struct th host;

/* A fresh process per group keeps the tests independent; one process serves many runs. */
static bool run(const char *bundle)
{
	if (host.client.pid <= 0 && th_open(&host) != ERR_OK)
		return false;
	host.serve = NULL;
	th_defaults(&host, bundle);
	return true;
}

#define AGENT(body) "export default { async onTrigger(event, ctx) {" body "} }"

#define RUN_OK(bundle, want)                                                                       \
	do {                                                                                       \
		REQUIRE(run(bundle));                                                              \
		EXPECT_OK(th_run(&host));                                                          \
		expect_output(__LINE__, want);                                                     \
	} while (0)

static void expect_output(int line, const char *want)
{
	if (host.end.outcome == OUTCOME_OK && strcmp((const char *)host.output, want) == 0)
		return;
	test_failures++;
	(void)fprintf(stderr, "line %d: outcome %u code %s error %s\n  output %s\n  wanted %s\n  log %s\n",
	              line, (unsigned)host.end.outcome, host.code, host.error,
	              (const char *)host.output, want, host.log);
}

TEST(a_return_value_comes_out_as_canonical_json)
{
	RUN_OK(AGENT("return { b: [1, true, null], a: 'x' };"), "{\"a\":\"x\",\"b\":[1,true,null]}");
}

TEST(an_agent_sees_its_event_and_config)
{
	RUN_OK(AGENT("return { s: event.subject, c: ctx.config.a, r: ctx.runId.slice(0, 4) };"),
	       "{\"c\":1,\"r\":\"1111\",\"s\":\"0x01\"}");
}

TEST_MAIN()
