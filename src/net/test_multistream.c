#include "base/test.h"
#include "net/multistream.h"

#define HEADER "\x13/multistream/1.0.0\n"

static int find(const void *ctx, struct slice name)
{
	const char *const *known = ctx;

	for (int i = 0; known[i] != NULL; i++)
		if (slice_eq(name, slice_str(known[i])))
			return i;
	return -1;
}

static const char *const two[] = {"/noise", "/yamux/1.0.0", NULL};

struct talk {
	struct multistream m;
	u8 out[4096];
	struct wr w;
	size_t left; /* bytes behind the agreement */
};

static enum err feed_in_pieces(struct talk *t, struct slice in, size_t piece)
{
	size_t used;

	while (in.n != 0 && t->m.state == MULTISTREAM_OPEN) {
		TRY(multistream_feed(&t->m, slice_of(in.p, size_min(in.n, piece)), &used, find,
				     two, &t->w));
		in = slice_from(in, used);
	}
	t->left = in.n;
	return ERR_OK;
}

static void listen_anew(struct talk *t)
{
	multistream_listen(&t->m);
	t->w = wr_into(t->out, sizeof(t->out));
}

TEST(a_listener_refuses_what_it_does_not_know_and_takes_what_it_does)
{
	static const char all[] = HEADER "\x05/tls\n"
					 "\x07/noise\n"
					 "rest";
	static const char want[] = HEADER "\x03na\n"
					  "\x07/noise\n";
	static struct talk t;

	for (size_t piece = 1; piece < 40; piece++) {
		listen_anew(&t);
		EXPECT_OK(feed_in_pieces(&t, SLICE_LIT(all), piece));
		EXPECT(t.m.state == MULTISTREAM_AGREED && t.m.choice == 0 && t.left == 4);
		EXPECT(slice_eq(slice_of(t.out, t.w.n), SLICE_LIT(want)));
	}
}

TEST(a_dialer_proposes_at_once_and_hears_yes_or_no)
{
	static struct talk t;

	t.w = wr_into(t.out, sizeof(t.out));
	multistream_dial(&t.m, "/noise", &t.w);
	EXPECT(slice_eq(slice_of(t.out, t.w.n), SLICE_LIT(HEADER "\x07/noise\n")));
	EXPECT_OK(feed_in_pieces(&t, SLICE_LIT(HEADER "\x07/noise\nx"), 3));
	EXPECT(t.m.state == MULTISTREAM_AGREED && t.left == 1);
	multistream_dial(&t.m, "/noise", &t.w);
	EXPECT_OK(feed_in_pieces(&t, SLICE_LIT(HEADER "\x03na\n"), 3));
	EXPECT(t.m.state == MULTISTREAM_REFUSED);
	multistream_dial(&t.m, "/noise", &t.w);
	EXPECT_ERR(ERR_FORMAT, feed_in_pieces(&t, SLICE_LIT(HEADER "\x05/tls\n"), 3));
}

TEST(a_name_of_more_than_127_bytes_has_a_length_of_two)
{
	static struct talk t;
	u8 line[300];
	struct wr w = wr_into(line, sizeof(line));
	u8 name[200];

	memset(name, 'a', sizeof(name));
	listen_anew(&t);
	wr_multistream(&w, SLICE_LIT("/multistream/1.0.0"));
	wr_multistream(&w, SLICE_ARR(name));
	EXPECT(line[20] == ((201 & 0x7f) | 0x80) && line[21] == 1);
	EXPECT_OK(feed_in_pieces(&t, slice_of(line, w.n), 1));
	EXPECT(t.m.state == MULTISTREAM_OPEN);
	EXPECT(slice_eq(slice_of(t.out, t.w.n), SLICE_LIT(HEADER "\x03na\n")));
}

TEST(what_is_no_negotiation_is_refused)
{
	static const struct {
		const char *in;
		size_t n;
		enum err err;
	} rows[] = {
	    {"GET / HTTP/1.1\r\n\r\n", 18, ERR_OK}, /* a length of 71: not whole yet */
	    {"\x00", 1, ERR_FORMAT},
	    {"\x07/noise\n", 8, ERR_FORMAT}, /* the header comes first */
	    {"\x13/multistream/1.0.0x", 20, ERR_FORMAT},
	    {"\x13/multistream/2.0.0\n", 20, ERR_FORMAT},
	    {"\xff\xff\x01", 3, ERR_LIMIT},
	    {"\x81\x02", 2, ERR_LIMIT},  /* 257 */
	    {"\x93\x00", 2, ERR_FORMAT}, /* longer than need be */
	};
	static struct talk t;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		listen_anew(&t);
		EXPECT_ERR(rows[i].err, feed_in_pieces(&t, slice_of(rows[i].in, rows[i].n), 99));
	}
}

TEST(the_number_of_proposals_is_limited)
{
	static struct talk t;

	listen_anew(&t);
	EXPECT_OK(feed_in_pieces(&t, SLICE_LIT(HEADER), 99));
	for (u32 i = 0; i < MULTISTREAM_TRIES_MAX; i++)
		EXPECT_OK(feed_in_pieces(&t, SLICE_LIT("\x03ls\n"), 99));
	EXPECT_ERR(ERR_LIMIT, feed_in_pieces(&t, SLICE_LIT("\x07/noise\n"), 99));
}

TEST_MAIN()
