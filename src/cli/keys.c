#include "cli/keys.h"

#include <string.h>
#include <sys/random.h>

#include "crypto/seal.h"
#include "crypto/uri.h"
#include "os/file.h"

#define KEY_FILE_MAX 1024u

static struct slice trimmed(struct slice s)
{
	while (s.n > 0 && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r' || s.p[s.n - 1] == ' '))
		s.n--;
	return s;
}

static enum err read_file(struct sr25519_pair *out, const char *path)
{
	u8 mem[2 * KEY_FILE_MAX];
	struct arena a = arena_of(mem, sizeof(mem));
	struct slice text;
	enum err e = file_read(&a, path, KEY_FILE_MAX, &text);

	if (e == ERR_OK)
		e = sr25519_from_uri(out, trimmed(text));
	mem_wipe(mem, sizeof(mem));
	return e;
}

enum err keys_read(struct sr25519_pair *out, const char *name)
{
	if (name[0] == '@')
		return read_file(out, name + 1);
	if (strncmp(name, "//", 2) != 0)
		return ERR_DENIED;
	return sr25519_from_uri(out, slice_str(name));
}

const char *keys_fix(enum err e)
{
	if (e == ERR_DENIED)
		return "name a development key such as //Alice, or write the secret URI into a "
		       "file "
		       "(chmod 600) and give @FILE";
	return "the file must hold one line: 0x and 64 hexadecimal digits, with //paths if any";
}

void keys_journal(struct secret32 *out, const struct sr25519_pair *owner)
{
	u8 both[64];

	memcpy(both, owner->scalar.b, 32);
	memcpy(both + 32, owner->nonce.b, 32);
	hkdf_256(out, SLICE_EMPTY, SLICE_ARR(both), SLICE_LIT("phala/owner-journal/v1"));
	mem_wipe(both, sizeof(both));
}

void keys_random(void *out, size_t n)
{
	u8 *p = (u8 *)out;

	while (n > 0) {
		ssize_t got = getrandom(p, size_min(n, 256), 0);

		CHECK(got > 0);
		p += got;
		n -= (size_t)got;
	}
}
