#include "runtime/pallets/xcmp_queue/xcmp_queue.h"

enum err xcmp_queue_config(struct ctx *c, struct queue_config_data *out)
{
	bool found;

	TRY(xcmp_queue_queue_config_get(c, &found, out));
	if (!found)
		*out = (struct queue_config_data){XCMP_SUSPEND_AT, XCMP_DROP_AT, XCMP_RESUME_AT};
	return ERR_OK;
}

static enum err put_config(struct ctx *c, const struct queue_config_data *q)
{
	if (q->resume_threshold >= q->suspend_threshold ||
	    q->suspend_threshold > q->drop_threshold)
		return xcmp_queue_fail(c, XCMP_QUEUE_ERROR_BAD_QUEUE_CONFIG);
	return xcmp_queue_queue_config_put(c, q);
}

enum err xcmp_queue_update_suspend_threshold(struct ctx *c, const struct origin *o,
	const struct xcmp_queue_update_suspend_threshold_args *a)
{
	struct queue_config_data q;

	(void)o;
	TRY(xcmp_queue_config(c, &q));
	q.suspend_threshold = a->new;
	return put_config(c, &q);
}

enum err xcmp_queue_update_drop_threshold(struct ctx *c, const struct origin *o,
	const struct xcmp_queue_update_drop_threshold_args *a)
{
	struct queue_config_data q;

	(void)o;
	TRY(xcmp_queue_config(c, &q));
	q.drop_threshold = a->new;
	return put_config(c, &q);
}

enum err xcmp_queue_update_resume_threshold(struct ctx *c, const struct origin *o,
	const struct xcmp_queue_update_resume_threshold_args *a)
{
	struct queue_config_data q;

	(void)o;
	TRY(xcmp_queue_config(c, &q));
	q.resume_threshold = a->new;
	return put_config(c, &q);
}

static enum err switch_execution(struct ctx *c, bool suspend)
{
	bool is;

	TRY(xcmp_queue_queue_suspended_get(c, &is));
	if (is == suspend)
		return xcmp_queue_fail(c, suspend ? XCMP_QUEUE_ERROR_ALREADY_SUSPENDED
						  : XCMP_QUEUE_ERROR_ALREADY_RESUMED);
	return xcmp_queue_queue_suspended_put(c, suspend);
}

enum err xcmp_queue_suspend_xcm_execution(struct ctx *c, const struct origin *o,
					  const struct xcmp_queue_suspend_xcm_execution_args *a)
{
	(void)o;
	(void)a;
	return switch_execution(c, true);
}

enum err xcmp_queue_resume_xcm_execution(struct ctx *c, const struct origin *o,
					 const struct xcmp_queue_resume_xcm_execution_args *a)
{
	(void)o;
	(void)a;
	return switch_execution(c, false);
}

enum err xcmp_queue_send_raw(struct ctx *c, const struct origin *o,
			     const struct xcmp_queue_send_raw_args *a)
{
	(void)o;
	if (a->format != XCMP_VERSIONED_XCM && a->format != XCMP_BLOBS)
		return xcmp_queue_fail(c, XCMP_QUEUE_ERROR_BAD_FORMAT);
	return xcmp_queue_send(c, a->recipient, (enum xcmp_format)a->format, a->message);
}
