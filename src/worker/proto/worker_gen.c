/* Made by tools/gen_proto.py from worker.toml; edit that. */
#include "worker/proto/worker_gen.h"

void rd_sealed_secret(struct rd *r, struct sealed_secret *out)
{
	memset(out, 0, sizeof(*out));
	out->name = rd_str(r, 64);
	out->version = rd_u32(r);
	out->sealed = rd_vec(r, 8192);
	rd_bytes(r, out->signature, 64);
}

void wr_sealed_secret(struct wr *w, const struct sealed_secret *in)
{
	wr_vec(w, in->name);
	wr_u32(w, in->version);
	wr_vec(w, in->sealed);
	wr_bytes(w, in->signature, 64);
}

void rd_owner_key(struct rd *r, struct owner_key *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->x25519, 32);
	rd_bytes(r, out->signature, 64);
}

void wr_owner_key(struct wr *w, const struct owner_key *in)
{
	wr_bytes(w, in->x25519, 32);
	wr_bytes(w, in->signature, 64);
}

void rd_refusal(struct rd *r, struct refusal *out)
{
	memset(out, 0, sizeof(*out));
	out->code = rd_str(r, 32);
	out->detail = rd_str(r, 512);
}

void wr_refusal(struct wr *w, const struct refusal *in)
{
	wr_vec(w, in->code);
	wr_vec(w, in->detail);
}

void rd_answer(struct rd *r, struct answer *out)
{
	memset(out, 0, sizeof(*out));
	out->tag = rd_tag(r, 2);
	if (r->err == ERR_OK && out->tag == ANSWER_OK)
		out->u.ok = rd_vec(r, 65536);
	if (r->err == ERR_OK && out->tag == ANSWER_REFUSED)
		rd_refusal(r, &out->u.refused);
}

void wr_answer(struct wr *w, const struct answer *in)
{
	wr_u8(w, in->tag);
	if (in->tag == ANSWER_OK)
		wr_vec(w, in->u.ok);
	if (in->tag == ANSWER_REFUSED)
		wr_refusal(w, &in->u.refused);
}

void rd_msg_init(struct rd *r, struct msg_init *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
	out->now_ms = rd_u64(r);
	rd_bytes(r, out->genesis_hash, 32);
	out->genesis_header = rd_vec(r, 4096);
	out->genesis_proof = rd_vec(r, 262144);
	out->sealed = rd_vec(r, 4096);
	out->light = rd_vec(r, 65536);
	out->dev_ca = rd_vec(r, 65536);
}

void wr_msg_init(struct wr *w, const struct msg_init *in)
{
	wr_u32(w, in->seq);
	wr_u64(w, in->now_ms);
	wr_bytes(w, in->genesis_hash, 32);
	wr_vec(w, in->genesis_header);
	wr_vec(w, in->genesis_proof);
	wr_vec(w, in->sealed);
	wr_vec(w, in->light);
	wr_vec(w, in->dev_ca);
}

void rd_msg_sync(struct rd *r, struct msg_sync *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
	out->now_ms = rd_u64(r);
	out->headers.num = rd_seq_len(r, 1);
	if (out->headers.num > 256) {
		rd_fail(r, ERR_LIMIT);
		out->headers.num = 0;
	}
	for (u32 i = 0; i < out->headers.num; i++)
		out->headers.items[i] = rd_vec(r, 4096);
	out->justification = rd_vec(r, 65536);
	out->time_proof = rd_vec(r, 65536);
}

void wr_msg_sync(struct wr *w, const struct msg_sync *in)
{
	wr_u32(w, in->seq);
	wr_u64(w, in->now_ms);
	wr_compact(w, in->headers.num);
	for (u32 i = 0; i < in->headers.num; i++)
		wr_vec(w, in->headers.items[i]);
	wr_vec(w, in->justification);
	wr_vec(w, in->time_proof);
}

void rd_msg_register(struct rd *r, struct msg_register *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
	out->proof = rd_vec(r, 262144);
	out->has_operator = rd_option(r);
	if (out->has_operator)
		rd_bytes(r, out->operator, 32);
}

void wr_msg_register(struct wr *w, const struct msg_register *in)
{
	wr_u32(w, in->seq);
	wr_vec(w, in->proof);
	wr_bool(w, in->has_operator);
	if (in->has_operator)
		wr_bytes(w, in->operator, 32);
}

void rd_msg_run(struct rd *r, struct msg_run *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
	rd_bytes(r, out->trigger, 32);
	out->proof = rd_vec(r, 524288);
	out->manifest = rd_vec(r, 65536);
	out->bundle = rd_vec(r, 2097152);
	out->secrets.num = rd_seq_len(r, 1);
	if (out->secrets.num > 16) {
		rd_fail(r, ERR_LIMIT);
		out->secrets.num = 0;
	}
	for (u32 i = 0; i < out->secrets.num; i++)
		rd_sealed_secret(r, &out->secrets.items[i]);
	out->has_owner_key = rd_option(r);
	if (out->has_owner_key)
		rd_owner_key(r, &out->owner_key);
	out->body = rd_vec(r, 65536);
	out->journal = rd_vec(r, 1048576);
}

void wr_msg_run(struct wr *w, const struct msg_run *in)
{
	wr_u32(w, in->seq);
	wr_bytes(w, in->trigger, 32);
	wr_vec(w, in->proof);
	wr_vec(w, in->manifest);
	wr_vec(w, in->bundle);
	wr_compact(w, in->secrets.num);
	for (u32 i = 0; i < in->secrets.num; i++)
		wr_sealed_secret(w, &in->secrets.items[i]);
	wr_bool(w, in->has_owner_key);
	if (in->has_owner_key)
		wr_owner_key(w, &in->owner_key);
	wr_vec(w, in->body);
	wr_vec(w, in->journal);
}

void rd_msg_net_opened(struct rd *r, struct msg_net_opened *out)
{
	memset(out, 0, sizeof(*out));
	out->conn = rd_u32(r);
}

void wr_msg_net_opened(struct wr *w, const struct msg_net_opened *in)
{
	wr_u32(w, in->conn);
}

void rd_msg_net_data(struct rd *r, struct msg_net_data *out)
{
	memset(out, 0, sizeof(*out));
	out->conn = rd_u32(r);
	out->data = rd_vec(r, 65536);
}

void wr_msg_net_data(struct wr *w, const struct msg_net_data *in)
{
	wr_u32(w, in->conn);
	wr_vec(w, in->data);
}

void rd_msg_net_closed(struct rd *r, struct msg_net_closed *out)
{
	memset(out, 0, sizeof(*out));
	out->conn = rd_u32(r);
	out->reason = rd_str(r, 128);
}

void wr_msg_net_closed(struct wr *w, const struct msg_net_closed *in)
{
	wr_u32(w, in->conn);
	wr_vec(w, in->reason);
}

void rd_msg_stored(struct rd *r, struct msg_stored *out)
{
	memset(out, 0, sizeof(*out));
	out->token = rd_u64(r);
}

void wr_msg_stored(struct wr *w, const struct msg_stored *in)
{
	wr_u64(w, in->token);
}

void rd_msg_tick(struct rd *r, struct msg_tick *out)
{
	memset(out, 0, sizeof(*out));
	out->now_ms = rd_u64(r);
}

void wr_msg_tick(struct wr *w, const struct msg_tick *in)
{
	wr_u64(w, in->now_ms);
}

void rd_msg_heartbeat(struct rd *r, struct msg_heartbeat *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
}

void wr_msg_heartbeat(struct wr *w, const struct msg_heartbeat *in)
{
	wr_u32(w, in->seq);
}

void rd_msg_renew(struct rd *r, struct msg_renew *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
}

void wr_msg_renew(struct wr *w, const struct msg_renew *in)
{
	wr_u32(w, in->seq);
}

void rd_msg_plain(struct rd *r, struct msg_plain *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
	rd_answer(r, &out->answer);
}

void wr_msg_plain(struct wr *w, const struct msg_plain *in)
{
	wr_u32(w, in->seq);
	wr_answer(w, &in->answer);
}

void rd_msg_init_done(struct rd *r, struct msg_init_done *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
	rd_bytes(r, out->pubkey, 32);
	rd_bytes(r, out->x25519, 32);
	rd_bytes(r, out->measurement, 32);
	rd_bytes(r, out->engine_hash, 32);
	out->head_number = rd_u32(r);
	out->sealed = rd_vec(r, 4096);
	out->port = rd_str(r, 16);
	out->tee = rd_u8(r);
	rd_bytes(r, out->trust_domain, 32);
}

void wr_msg_init_done(struct wr *w, const struct msg_init_done *in)
{
	wr_u32(w, in->seq);
	wr_bytes(w, in->pubkey, 32);
	wr_bytes(w, in->x25519, 32);
	wr_bytes(w, in->measurement, 32);
	wr_bytes(w, in->engine_hash, 32);
	wr_u32(w, in->head_number);
	wr_vec(w, in->sealed);
	wr_vec(w, in->port);
	wr_u8(w, in->tee);
	wr_bytes(w, in->trust_domain, 32);
}

void rd_msg_synced(struct rd *r, struct msg_synced *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
	out->number = rd_u32(r);
	rd_bytes(r, out->hash, 32);
	out->light = rd_vec(r, 65536);
}

void wr_msg_synced(struct wr *w, const struct msg_synced *in)
{
	wr_u32(w, in->seq);
	wr_u32(w, in->number);
	wr_bytes(w, in->hash, 32);
	wr_vec(w, in->light);
}

void rd_msg_registration(struct rd *r, struct msg_registration *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
	out->info = rd_vec(r, 1024);
	rd_bytes(r, out->signature, 64);
	out->quote = rd_vec(r, 16384);
}

void wr_msg_registration(struct wr *w, const struct msg_registration *in)
{
	wr_u32(w, in->seq);
	wr_vec(w, in->info);
	wr_bytes(w, in->signature, 64);
	wr_vec(w, in->quote);
}

void rd_msg_renewal(struct rd *r, struct msg_renewal *out)
{
	memset(out, 0, sizeof(*out));
	out->seq = rd_u32(r);
	out->incarnation = rd_u64(r);
	out->block_number = rd_u32(r);
	rd_bytes(r, out->block_hash, 32);
	rd_bytes(r, out->signature, 64);
	out->quote = rd_vec(r, 16384);
}

void wr_msg_renewal(struct wr *w, const struct msg_renewal *in)
{
	wr_u32(w, in->seq);
	wr_u64(w, in->incarnation);
	wr_u32(w, in->block_number);
	wr_bytes(w, in->block_hash, 32);
	wr_bytes(w, in->signature, 64);
	wr_vec(w, in->quote);
}

void rd_msg_net_open(struct rd *r, struct msg_net_open *out)
{
	memset(out, 0, sizeof(*out));
	out->conn = rd_u32(r);
	out->host = rd_str(r, 253);
	out->port = rd_u16(r);
}

void wr_msg_net_open(struct wr *w, const struct msg_net_open *in)
{
	wr_u32(w, in->conn);
	wr_vec(w, in->host);
	wr_u16(w, in->port);
}

void rd_msg_net_send(struct rd *r, struct msg_net_send *out)
{
	memset(out, 0, sizeof(*out));
	out->conn = rd_u32(r);
	out->data = rd_vec(r, 65536);
}

void wr_msg_net_send(struct wr *w, const struct msg_net_send *in)
{
	wr_u32(w, in->conn);
	wr_vec(w, in->data);
}

void rd_msg_net_close(struct rd *r, struct msg_net_close *out)
{
	memset(out, 0, sizeof(*out));
	out->conn = rd_u32(r);
}

void wr_msg_net_close(struct wr *w, const struct msg_net_close *in)
{
	wr_u32(w, in->conn);
}

void rd_msg_store(struct rd *r, struct msg_store *out)
{
	memset(out, 0, sizeof(*out));
	out->token = rd_u64(r);
	rd_bytes(r, out->trigger, 32);
	out->offset = rd_u32(r);
	out->data = rd_vec(r, 1048576);
}

void wr_msg_store(struct wr *w, const struct msg_store *in)
{
	wr_u64(w, in->token);
	wr_bytes(w, in->trigger, 32);
	wr_u32(w, in->offset);
	wr_vec(w, in->data);
}

void rd_msg_step(struct rd *r, struct msg_step *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->trigger, 32);
	out->kind = rd_str(r, 16);
	out->text = rd_str(r, 512);
}

void wr_msg_step(struct wr *w, const struct msg_step *in)
{
	wr_bytes(w, in->trigger, 32);
	wr_vec(w, in->kind);
	wr_vec(w, in->text);
}

void rd_msg_result(struct rd *r, struct msg_result *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->trigger, 32);
	rd_bytes(r, out->run_id, 32);
	out->receipt = rd_vec(r, 32768);
	rd_bytes(r, out->signature, 64);
	out->output = rd_vec(r, 8192);
}

void wr_msg_result(struct wr *w, const struct msg_result *in)
{
	wr_bytes(w, in->trigger, 32);
	wr_bytes(w, in->run_id, 32);
	wr_vec(w, in->receipt);
	wr_bytes(w, in->signature, 64);
	wr_vec(w, in->output);
}

void rd_msg_run_dropped(struct rd *r, struct msg_run_dropped *out)
{
	memset(out, 0, sizeof(*out));
	rd_bytes(r, out->trigger, 32);
	rd_refusal(r, &out->why);
}

void wr_msg_run_dropped(struct wr *w, const struct msg_run_dropped *in)
{
	wr_bytes(w, in->trigger, 32);
	wr_refusal(w, &in->why);
}

void rd_msg_log(struct rd *r, struct msg_log *out)
{
	memset(out, 0, sizeof(*out));
	out->level = rd_u8(r);
	out->text = rd_str(r, 512);
}

void wr_msg_log(struct wr *w, const struct msg_log *in)
{
	wr_u8(w, in->level);
	wr_vec(w, in->text);
}
