#ifndef BASE_BYTES_H
#define BASE_BYTES_H
/* base/bytes: little- and big-endian loads and stores on byte pointers. */
#include "base/mem.h"

static inline u16 load_le16(const u8 *p)
{
	return (u16)(p[0] | (u16)((u16)p[1] << 8));
}

static inline u32 load_le32(const u8 *p)
{
	return (u32)p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
}

static inline u64 load_le64(const u8 *p)
{
	return (u64)load_le32(p) | (u64)load_le32(p + 4) << 32;
}

static inline void store_le16(u8 *p, u16 v)
{
	p[0] = (u8)(v & 0xff);
	p[1] = (u8)(v >> 8);
}

static inline void store_le32(u8 *p, u32 v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (u8)(v >> (8 * i) & 0xff);
}

static inline void store_le64(u8 *p, u64 v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (u8)(v >> (8 * i) & 0xff);
}

static inline u32 load_be32(const u8 *p)
{
	return (u32)p[3] | (u32)p[2] << 8 | (u32)p[1] << 16 | (u32)p[0] << 24;
}

static inline void store_be32(u8 *p, u32 v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (u8)(v >> (24 - 8 * i) & 0xff);
}

static inline void store_be64(u8 *p, u64 v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (u8)(v >> (56 - 8 * i) & 0xff);
}

#endif /* BASE_BYTES_H */
