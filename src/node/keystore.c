#include "node/keystore.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/hex.h"
#include "crypto/uri.h"
#include "os/file.h"
#include "os/log.h"
#include "text/json.h"
#include "text/json_wr.h"

#define NAME_LEN 72u /* hex of type and public key */
#define FILE_MAX 2048u
/* File, text and tree of one JSON string. */
#define READ_ROOM (3u * FILE_MAX)

struct aura_key {
	struct sr25519_pair pair;
	struct aura_key *next;
};

struct grandpa_key {
	struct ed25519_pair pair;
	struct grandpa_key *next;
};

struct keystore {
	char dir[OS_PATH_MAX];
	/* What was given or found so far. A few keys in the life of a node. */
	struct aura_key *aura;
	struct grandpa_key *grandpa;
	u8 bad[32]; /* of the last file that was no good */
	char path[OS_PATH_MAX]; /* of the file at hand: too long for a stack */
};

static bool is_type(const u8 type[4], const u8 wanted[4])
{
	return mem_eq(type, wanted, 4);
}

/* key_path puts the file's name into k->path. */
static enum err key_path(struct keystore *k, const u8 type[4], const u8 pub[32])
{
	char name[NAME_LEN + 1] = "";

	hex_encode(name, slice_of(type, 4));
	hex_encode(name + 8, slice_of(pub, 32));
	name[NAME_LEN] = '\0';
	return path_join(k->path, sizeof(k->path), k->dir, name);
}

enum err keystore_open(struct keystore **out, const char *dir)
{
	struct keystore *k = (struct keystore *)calloc(1, sizeof(*k));

	if (k == NULL)
		return ERR_NOMEM;
	if (strlen(dir) >= sizeof(k->dir)) {
		free(k);
		return ERR_LIMIT;
	}
	memcpy(k->dir, dir, strlen(dir) + 1);
	*out = k;
	return ERR_OK;
}

void keystore_close(struct keystore *k)
{
	if (k == NULL)
		return;
	while (k->aura != NULL) {
		struct aura_key *gone = k->aura;

		k->aura = gone->next;
		sr25519_release(&gone->pair);
		free(gone);
	}
	while (k->grandpa != NULL) {
		struct grandpa_key *gone = k->grandpa;

		k->grandpa = gone->next;
		ed25519_release(&gone->pair);
		free(gone);
	}
	free(k);
}

static enum err hold_aura(struct keystore *k, const struct sr25519_pair *pair)
{
	struct aura_key *mine = (struct aura_key *)malloc(sizeof(*mine));

	if (mine == NULL)
		return ERR_NOMEM;
	mine->pair = *pair;
	mine->next = k->aura;
	k->aura = mine;
	return ERR_OK;
}

static enum err hold_grandpa(struct keystore *k, const struct ed25519_pair *pair)
{
	struct grandpa_key *mine = (struct grandpa_key *)malloc(sizeof(*mine));

	if (mine == NULL)
		return ERR_NOMEM;
	mine->pair = *pair;
	mine->next = k->grandpa;
	k->grandpa = mine;
	return ERR_OK;
}

enum err keystore_hold(struct keystore *k, const struct sr25519_pair *aura,
		       const struct ed25519_pair *grandpa)
{
	static const u8 none[32];

	if (aura != NULL && !mem_eq(aura->pub, none, 32))
		TRY(hold_aura(k, aura));
	if (grandpa != NULL && !mem_eq(grandpa->pub, none, 32))
		TRY(hold_grandpa(k, grandpa));
	return ERR_OK;
}

/* --- files ------------------------------------------------------------------------ */

/* Whether the URI is one, and of this public key. */
static enum err check_suri(const u8 type[4], struct slice suri, const u8 pub[32])
{
	struct sr25519_pair sr;
	struct ed25519_pair ed;
	enum err e = ERR_OK;

	if (is_type(type, key_type_aura)) {
		e = sr25519_from_uri(&sr, suri);
		if (e == ERR_OK && !mem_eq(sr.pub, pub, 32))
			e = ERR_KEY;
		sr25519_release(&sr);
	} else if (is_type(type, key_type_grandpa)) {
		e = ed25519_from_uri(&ed, suri);
		if (e == ERR_OK && !mem_eq(ed.pub, pub, 32))
			e = ERR_KEY;
		ed25519_release(&ed);
	}
	return e;
}

enum err keystore_insert(struct keystore *k, const u8 type[4], struct slice suri, const u8 pub[32])
{
	u8 text[FILE_MAX];
	struct json_wr w = json_wr_into(text, sizeof(text));
	struct slice json = SLICE_EMPTY;
	enum err e;

	if (suri.n > KEYSTORE_SURI_MAX)
		return ERR_LIMIT;
	TRY(check_suri(type, suri, pub));
	TRY(key_path(k, type, pub));
	TRY(file_mkdirs(k->dir, 0700));
	json_wr_str(&w, suri);
	e = json_wr_done(&w, &json);
	if (e == ERR_OK)
		e = file_write_atomic(k->path, json, 0600);
	mem_wipe(text, sizeof(text));
	return e;
}

/* "0x" and the seed, which upstream reads too. */
static enum err fresh_suri(char out[2 + 64])
{
	u8 seed[32];

	if (getrandom(seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		return ERR_IO;
	memcpy(out, "0x", 2);
	hex_encode(out + 2, SLICE_ARR(seed));
	mem_wipe(seed, sizeof(seed));
	return ERR_OK;
}

static enum err public_of(const u8 type[4], struct slice suri, u8 pub[32])
{
	struct sr25519_pair sr;
	struct ed25519_pair ed;

	if (is_type(type, key_type_aura)) {
		TRY(sr25519_from_uri(&sr, suri));
		memcpy(pub, sr.pub, 32);
		sr25519_release(&sr);
		return ERR_OK;
	}
	CHECK(is_type(type, key_type_grandpa));
	TRY(ed25519_from_uri(&ed, suri));
	memcpy(pub, ed.pub, 32);
	ed25519_release(&ed);
	return ERR_OK;
}

enum err keystore_generate(struct keystore *k, const u8 type[4], u8 pub[32])
{
	char suri[2 + 64 + 1] = "";
	struct slice s = slice_of(suri, 2 + 64);
	enum err e = fresh_suri(suri);

	if (e == ERR_OK)
		e = public_of(type, s, pub);
	if (e == ERR_OK)
		e = keystore_insert(k, type, s, pub);
	mem_wipe(suri, sizeof(suri));
	return e;
}

/* Reads the URI of a key. It lies in mem, which the caller wipes. */
static enum err read_suri(struct keystore *k, const u8 type[4], const u8 pub[32],
			  struct arena *a, struct slice *suri)
{
	const struct json *j;
	struct slice text;

	TRY(key_path(k, type, pub));
	if (!file_exists(k->path))
		return ERR_NOT_FOUND;
	TRY(file_read(a, k->path, FILE_MAX, &text));
	if (json_parse(&j, text, a) != ERR_OK || !json_str(j, suri))
		return ERR_CORRUPT;
	return ERR_OK;
}

/* A file that is no good is told about once, not at every slot. */
static void complain(struct keystore *k, const u8 type[4], const u8 pub[32], enum err e)
{
	if (e == ERR_NOT_FOUND || mem_eq(k->bad, pub, 32))
		return;
	memcpy(k->bad, pub, 32);
	LOG(LOG_UNUSUAL, "a key file cannot be used; insert the key again",
	    KV_TEXT("type", slice_of(type, 4)), KV_HEX("public", slice_of(pub, 32)), KV_ERR(e),
	    KV_END);
}

static enum err load_aura(struct keystore *k, const u8 pub[32])
{
	u8 mem[READ_ROOM];
	struct arena a = arena_of(mem, sizeof(mem));
	struct sr25519_pair pair;
	struct slice suri;
	enum err e = read_suri(k, key_type_aura, pub, &a, &suri);

	if (e == ERR_OK) {
		e = sr25519_from_uri(&pair, suri);
		if (e == ERR_OK && !mem_eq(pair.pub, pub, 32))
			e = ERR_CORRUPT;
		if (e == ERR_OK)
			e = hold_aura(k, &pair);
		sr25519_release(&pair);
	}
	mem_wipe(mem, sizeof(mem));
	return e;
}

static enum err load_grandpa(struct keystore *k, const u8 pub[32])
{
	u8 mem[READ_ROOM];
	struct arena a = arena_of(mem, sizeof(mem));
	struct ed25519_pair pair;
	struct slice suri;
	enum err e = read_suri(k, key_type_grandpa, pub, &a, &suri);

	if (e == ERR_OK) {
		e = ed25519_from_uri(&pair, suri);
		if (e == ERR_OK && !mem_eq(pair.pub, pub, 32))
			e = ERR_CORRUPT;
		if (e == ERR_OK)
			e = hold_grandpa(k, &pair);
		ed25519_release(&pair);
	}
	mem_wipe(mem, sizeof(mem));
	return e;
}

/* --- looking up ------------------------------------------------------------------- */

static const struct sr25519_pair *held_aura(const struct keystore *k, const u8 pub[32])
{
	for (const struct aura_key *i = k->aura; i != NULL; i = i->next)
		if (mem_eq(i->pair.pub, pub, 32))
			return &i->pair;
	return NULL;
}

static const struct ed25519_pair *held_grandpa(const struct keystore *k, const u8 pub[32])
{
	for (const struct grandpa_key *i = k->grandpa; i != NULL; i = i->next)
		if (mem_eq(i->pair.pub, pub, 32))
			return &i->pair;
	return NULL;
}

const struct sr25519_pair *keystore_aura(struct keystore *k, const u8 pub[32])
{
	const struct sr25519_pair *held = held_aura(k, pub);
	enum err e;

	if (held != NULL)
		return held;
	e = load_aura(k, pub);
	if (e != ERR_OK)
		complain(k, key_type_aura, pub, e);
	return held_aura(k, pub);
}

const struct ed25519_pair *keystore_grandpa(struct keystore *k, const u8 pub[32])
{
	const struct ed25519_pair *held = held_grandpa(k, pub);
	enum err e;

	if (held != NULL)
		return held;
	e = load_grandpa(k, pub);
	if (e != ERR_OK)
		complain(k, key_type_grandpa, pub, e);
	return held_grandpa(k, pub);
}

enum err keystore_has(struct keystore *k, const u8 type[4], const u8 pub[32], bool *has)
{
	*has = (is_type(type, key_type_aura) && held_aura(k, pub) != NULL) ||
	       (is_type(type, key_type_grandpa) && held_grandpa(k, pub) != NULL);
	if (*has)
		return ERR_OK;
	TRY(key_path(k, type, pub));
	*has = file_exists(k->path);
	return ERR_OK;
}
