#ifndef ATTEST_SIM_DER_WR_H
#define ATTEST_SIM_DER_WR_H
/* attest/sim/der_wr: write DER, just as much of it as certificates and revocation lists need.
 *
 * Internal to src/attest/sim. Writes into the caller's buffer; sticky: what does not fit sets
 * `full`, and one check at the end (der_wr_done) tells. A constructed element is opened, filled
 * and closed; its length is put in when it is closed. Source: ITU-T X.690, section 10. */
#include "base/slice.h"

struct der_wr {
	u8 *p;
	size_t cap, n;
	bool full;
};

struct der_wr der_wr_into(void *buf, size_t cap);
enum err der_wr_done(const struct der_wr *w, struct slice *out) MUST_CHECK;

/* der_wr_open begins an element; what it returns goes to der_wr_close. Contents are shorter
 * than 2^24 bytes. */
size_t der_wr_open(struct der_wr *w, u8 tag);
void der_wr_close(struct der_wr *w, size_t mark);

/* der_wr_raw writes finished DER, or content of an open element. */
void der_wr_raw(struct der_wr *w, struct slice s);
void der_wr_byte(struct der_wr *w, u8 b);
/* der_wr_put writes a whole primitive element. */
void der_wr_put(struct der_wr *w, u8 tag, struct slice content);
/* der_wr_magnitude writes a non-negative INTEGER from big-endian bytes, in its shortest form. */
void der_wr_magnitude(struct der_wr *w, struct slice be);
void der_wr_uint(struct der_wr *w, u32 v);
void der_wr_bool(struct der_wr *w, bool v);
/* der_wr_time writes Unix seconds as RFC 5280 4.1.2.5 wants: UTCTime until 2049. */
void der_wr_time(struct der_wr *w, u64 unix_s);

#endif /* ATTEST_SIM_DER_WR_H */
