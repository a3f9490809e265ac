#ifndef ATTEST_TEST_SAMPLE_H
#define ATTEST_TEST_SAMPLE_H
/* attest/test_sample: the Intel-signed samples of vectors/ for tests, by plain text search, so
 * that what is tested does not read its own inputs. What is loaded stays until the end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/slice.h"

#define SAMPLE_NOW          1750400000u /* sgx_quote, tdx_quote */
#define SAMPLE_NOW_OUTDATED 1772000000u

/* test_keep returns n bytes that stay. */
static inline void *test_keep(size_t n)
{
	static u8 mem[16u << 20];
	static size_t used;
	void *p = mem + used;

	if (n > sizeof(mem) - used) {
		(void)fprintf(stderr, "the tests need more memory\n");
		exit(1);
	}
	used += n;
	return p;
}

static inline char *sample_text(const char *name, const char *suffix)
{
	char path[512];
	FILE *f;
	long n;
	char *text;

	(void)snprintf(path, sizeof(path), PH_SOURCE_DIR "/src/attest/vectors/%s%s", name, suffix);
	f = fopen(path, "rb");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (n = ftell(f)) < 0) {
		(void)fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	rewind(f);
	text = test_keep((size_t)n + 1); /* zeros */
	if (fread(text, 1, (size_t)n, f) != (size_t)n)
		exit(1);
	(void)fclose(f);
	return text;
}

/* Line ends inside are ignored. */
static inline struct slice sample_unhex(const char *hex, size_t len)
{
	char *joined = test_keep(len + 1);
	u8 *out = test_keep(len / 2 + 1);
	size_t num = 0, n = 0;

	for (size_t i = 0; i < len; i++)
		if (hex[i] != '\n')
			joined[num++] = hex[i];
	if (hex_decode(out, len / 2, &n, slice_of(joined, num)) != ERR_OK) {
		(void)fprintf(stderr, "a sample is no hex\n");
		exit(1);
	}
	return slice_of(out, n);
}

static inline struct slice sample_quote(const char *name)
{
	char *hex = sample_text(name, ".hex");

	return sample_unhex(hex, strlen(hex));
}

/* The text of a member of the collateral file, \n and \" resolved. */
static inline struct slice sample_member(const char *name, const char *member)
{
	char *json = sample_text(name, "_collateral.json"), key[64], *p, *out;
	size_t n = 0;

	(void)snprintf(key, sizeof(key), "\"%s\"", member);
	p = strstr(json, key);
	if (p == NULL) {
		(void)fprintf(stderr, "%s lacks %s\n", name, member);
		exit(1);
	}
	p = strchr(p + strlen(key), '"') + 1;
	out = test_keep(strlen(p) + 1);
	for (; *p != '"'; p++) {
		if (*p == '\\')
			p++;
		out[n++] = *p == 'n' && p[-1] == '\\' ? '\n' : *p;
	}
	return slice_of(out, n);
}

static inline struct slice sample_bytes(const char *name, const char *member)
{
	struct slice s = sample_member(name, member);

	return sample_unhex((const char *)s.p, s.n);
}

/* The PEM chain inside the quote, with its NUL, without the padding behind. */
static inline struct slice sample_pck_chain(const char *name)
{
	static const char first[] = "-----BEGIN", last[] = "-----END CERTIFICATE-----\n";
	struct slice q = sample_quote(name);
	size_t from = 0, to = q.n;

	while (memcmp(q.p + from, first, sizeof(first) - 1) != 0)
		from++;
	while (memcmp(q.p + to - (sizeof(last) - 1), last, sizeof(last) - 1) != 0)
		to--;
	return slice_of(q.p + from, to - from + 1);
}

#endif /* ATTEST_TEST_SAMPLE_H */
