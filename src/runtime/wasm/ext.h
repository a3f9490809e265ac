#ifndef RUNTIME_WASM_EXT_H
#define RUNTIME_WASM_EXT_H
/* runtime/wasm/ext: the functions that a Polkadot host offers to a blob.
 *
 * Only this folder calls them. A range of bytes is one u64: its address below, its length
 * above. Buffers that a function returns are the host allocator's, and ours to free. Names
 * and types are checked by the host when it loads the blob, and by tools/check_wasm.py when
 * we build it.
 * Source: polkadot-sdk substrate/primitives/io. */
#include "base/slice.h"

#define EXT(name) __attribute__((import_module("env"), import_name(#name))) name

u32 EXT(ext_allocator_malloc_version_1)(u32 size);
void EXT(ext_allocator_free_version_1)(u32 at);

u64 EXT(ext_storage_get_version_1)(u64 key);
void EXT(ext_storage_set_version_1)(u64 key, u64 value);
void EXT(ext_storage_clear_version_1)(u64 key);
void EXT(ext_storage_append_version_1)(u64 key, u64 item);
u64 EXT(ext_storage_next_key_version_1)(u64 key);
u64 EXT(ext_storage_root_version_2)(u32 state_version);
void EXT(ext_storage_start_transaction_version_1)(void);
void EXT(ext_storage_commit_transaction_version_1)(void);
void EXT(ext_storage_rollback_transaction_version_1)(void);
u32 EXT(ext_trie_blake2_256_ordered_root_version_2)(u64 items, u32 state_version);

u32 EXT(ext_hashing_blake2_128_version_1)(u64 in);
u32 EXT(ext_hashing_blake2_256_version_1)(u64 in);
u32 EXT(ext_hashing_twox_64_version_1)(u64 in);
u32 EXT(ext_hashing_twox_128_version_1)(u64 in);
u32 EXT(ext_hashing_twox_256_version_1)(u64 in);
u32 EXT(ext_hashing_sha2_256_version_1)(u64 in);
u32 EXT(ext_hashing_keccak_256_version_1)(u64 in);

u32 EXT(ext_crypto_sr25519_verify_version_2)(u32 sig, u64 msg, u32 pub);
u32 EXT(ext_crypto_ed25519_verify_version_1)(u32 sig, u64 msg, u32 pub);
/* Returns Result<[u8; 33], EcdsaVerifyError>. */
u64 EXT(ext_crypto_secp256k1_ecdsa_recover_compressed_version_2)(u32 sig, u32 hash);

/* Returns Option<Bytes>: SCALE RuntimeVersion. */
u64 EXT(ext_misc_runtime_version_version_1)(u64 code);

/* The seed is an Option<Bytes>; the key, 32 bytes. */
u32 EXT(ext_crypto_sr25519_generate_version_1)(u32 key_type, u64 seed);
u32 EXT(ext_crypto_ed25519_generate_version_1)(u32 key_type, u64 seed);

void EXT(ext_logging_log_version_1)(u32 level, u64 target, u64 text);

static inline u32 ext_at(const void *p)
{
	return (u32)(uintptr_t)p;
}

static inline u64 ext_range(const void *p, size_t n)
{
	return (u64)n << 32 | ext_at(p);
}

static inline u64 ext_slice(struct slice s)
{
	return ext_range(s.p, s.n);
}

/* ext_bytes is the range that a host function returned. */
static inline struct slice ext_bytes(u64 range)
{
	return slice_of((const void *)(uintptr_t)(u32)range, (size_t)(range >> 32));
}

#endif /* RUNTIME_WASM_EXT_H */
