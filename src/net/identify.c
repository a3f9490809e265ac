#include "net/identify.h"

#include "net/protobuf.h"

enum { PUBLIC_KEY = 1, LISTEN_ADDRS, PROTOCOLS, OBSERVED_ADDR, PROTOCOL_VERSION, AGENT_VERSION };

static void put_addr(struct wr *w, u32 field, const struct net_addr *a, bool ws)
{
	u8 bytes[32];
	struct wr addr = wr_into(bytes, sizeof(bytes));

	wr_multiaddr(&addr, a, ws);
	CHECK(addr.err == ERR_OK);
	pb_put_bytes(w, field, slice_of(bytes, addr.n));
}

void wr_identify(struct wr *w, const struct identify *id)
{
	u8 key[40];
	struct wr k = wr_into(key, sizeof(key));

	wr_public_key(&k, id->pub);
	pb_put_bytes(w, PUBLIC_KEY, slice_of(key, k.n));
	for (size_t i = 0; i < id->num_listen; i++) {
		put_addr(w, LISTEN_ADDRS, &id->listen[i], true);
		put_addr(w, LISTEN_ADDRS, &id->listen[i], false);
	}
	for (size_t i = 0; i < id->num_protocols; i++)
		pb_put_bytes(w, PROTOCOLS, slice_str(id->protocols[i]));
	put_addr(w, OBSERVED_ADDR, id->observed, id->ws);
	pb_put_bytes(w, PROTOCOL_VERSION, SLICE_LIT("/substrate/1.0"));
	pb_put_bytes(w, AGENT_VERSION, slice_str(id->agent));
}
