/* The other half of host.h: signatures, versions of blobs, the log. */
#include "runtime/host/host.h"
#include "runtime/wasm/ext.h"
#include "runtime/wasm/glue.h"
#include "scale/encode.h"
#include "scale/decode.h"

bool host_sr25519_verify(const u8 sig[64], struct slice msg, const u8 pub[32])
{
	return ext_crypto_sr25519_verify_version_2(ext_at(sig), ext_slice(msg), ext_at(pub)) != 0;
}

bool host_ed25519_verify(const u8 sig[64], struct slice msg, const u8 pub[32])
{
	return ext_crypto_ed25519_verify_version_1(ext_at(sig), ext_slice(msg), ext_at(pub)) != 0;
}

bool host_ecdsa_recover(u8 pub[33], const u8 sig[65], const u8 hash[32])
{
	u64 range = ext_crypto_secp256k1_ecdsa_recover_compressed_version_2(ext_at(sig),
									    ext_at(hash));
	struct slice result = ext_bytes(range);
	bool ok = result.n == 34 && result.p[0] == 0;

	if (ok)
		memcpy(pub, result.p + 1, 33);
	ext_allocator_free_version_1((u32)range);
	return ok;
}

/* Hosts have no batches any more. */
void host_sr25519_expect(const u8 sig[64], struct slice msg, const u8 pub[32])
{
	(void)sig;
	(void)msg;
	(void)pub;
}

enum err host_runtime_version(struct slice code, bool *found, struct slice *version)
{
	struct slice result = ext_bytes(ext_misc_runtime_version_version_1(ext_slice(code)));
	struct rd r = rd_from(result);

	*found = rd_option(&r);
	*version = *found ? rd_vec(&r, result.n) : SLICE_EMPTY;
	return rd_end(&r) == ERR_OK ? ERR_OK : ERR_CORRUPT;
}

/* A host without keystore traps. */
bool host_generate_key(enum host_key_kind kind, const u8 type[4], const struct slice *seed,
		       u8 pub[32])
{
	struct wr n = wr_count(), w;
	size_t len = seed == NULL ? 0 : seed->n;
	u8 *arg;
	u32 at;

	wr_compact(&n, len);
	arg = glue_alloc(1 + n.n + len);
	if (arg == NULL)
		return false;
	w = wr_into(arg, 1 + n.n + len);
	wr_bool(&w, seed != NULL);
	if (seed != NULL)
		wr_vec(&w, *seed);
	at = kind == HOST_KEY_SR25519
		     ? ext_crypto_sr25519_generate_version_1(ext_at(type), ext_range(arg, w.n))
		     : ext_crypto_ed25519_generate_version_1(ext_at(type), ext_range(arg, w.n));
	memcpy(pub, (const void *)(uintptr_t)at, 32);
	ext_allocator_free_version_1(at);
	glue_free(arg);
	return true;
}

void host_log(enum log_level level, const char *target, struct slice text)
{
	static const u8 levels[NUM_LOG_LEVELS] = {
		[LOG_IO] = GLUE_TRACE,   [LOG_TRACE] = GLUE_TRACE,  [LOG_DEBUG] = GLUE_DEBUG,
		[LOG_INFO] = GLUE_INFO,  [LOG_UNUSUAL] = GLUE_WARN, [LOG_BROKEN] = GLUE_ERROR,
	};

	ext_logging_log_version_1(levels[level], ext_slice(slice_str(target)), ext_slice(text));
}
