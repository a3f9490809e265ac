#include "os/workers.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct workers {
	pthread_mutex_t lock; /* for all but next */
	pthread_cond_t begin, end;
	void (*fn)(void *ctx, u32 i);
	void *ctx;
	u32 num;
	atomic_uint next; /* of the run's calls: who takes it makes it */
	u32 run;	  /* counts runs, so that a thread takes part in each once */
	u32 busy;	  /* threads that have not finished this run */
	bool stop;
	u32 threads;
	pthread_t thread[WORKERS_MAX];
};

static void take_calls(struct workers *w, void (*fn)(void *ctx, u32 i), void *ctx, u32 num)
{
	for (;;) {
		u32 i = atomic_fetch_add_explicit(&w->next, 1, memory_order_relaxed);

		if (i >= num)
			return;
		fn(ctx, i);
	}
}

static void *work(void *arg)
{
	struct workers *w = (struct workers *)arg;
	u32 seen = 0;

	(void)pthread_mutex_lock(&w->lock);
	for (;;) {
		while (w->run == seen && !w->stop)
			(void)pthread_cond_wait(&w->begin, &w->lock);
		if (w->stop)
			break;
		seen = w->run;
		void (*fn)(void *, u32) = w->fn;
		void *ctx = w->ctx;
		u32 num = w->num;

		(void)pthread_mutex_unlock(&w->lock);
		take_calls(w, fn, ctx, num);
		(void)pthread_mutex_lock(&w->lock);
		if (--w->busy == 0)
			(void)pthread_cond_signal(&w->end);
	}
	(void)pthread_mutex_unlock(&w->lock);
	return NULL;
}

static enum err start(struct workers *w, u32 threads)
{
	sigset_t all, before;
	enum err e = ERR_OK;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before); /* threads inherit it */
	for (; w->threads < threads && e == ERR_OK; w->threads += e == ERR_OK)
		if (pthread_create(&w->thread[w->threads], NULL, work, w) != 0)
			e = ERR_IO;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return e;
}

enum err workers_new(struct workers **out, u32 threads)
{
	struct workers *w = (struct workers *)calloc(1, sizeof(*w));
	enum err e;

	CHECK(threads <= WORKERS_MAX);
	if (w == NULL)
		return ERR_NOMEM;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->begin, NULL);
	(void)pthread_cond_init(&w->end, NULL);
	e = start(w, threads);
	if (e != ERR_OK) {
		workers_free(w);
		return e;
	}
	*out = w;
	return ERR_OK;
}

void workers_free(struct workers *w)
{
	if (w == NULL)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->stop = true;
	(void)pthread_cond_broadcast(&w->begin);
	(void)pthread_mutex_unlock(&w->lock);
	for (u32 i = 0; i < w->threads; i++)
		(void)pthread_join(w->thread[i], NULL);
	(void)pthread_cond_destroy(&w->begin);
	(void)pthread_cond_destroy(&w->end);
	(void)pthread_mutex_destroy(&w->lock);
	free(w);
}

void workers_run(struct workers *w, void (*fn)(void *ctx, u32 i), void *ctx, u32 num)
{
	if (w == NULL || w->threads == 0 || num < 2) {
		for (u32 i = 0; i < num; i++)
			fn(ctx, i);
		return;
	}
	(void)pthread_mutex_lock(&w->lock);
	w->fn = fn;
	w->ctx = ctx;
	w->num = num;
	atomic_store_explicit(&w->next, 0, memory_order_relaxed);
	w->busy = w->threads;
	w->run++;
	(void)pthread_cond_broadcast(&w->begin);
	(void)pthread_mutex_unlock(&w->lock);
	take_calls(w, fn, ctx, num);
	(void)pthread_mutex_lock(&w->lock);
	while (w->busy != 0)
		(void)pthread_cond_wait(&w->end, &w->lock);
	(void)pthread_mutex_unlock(&w->lock);
}

u32 workers_spare(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	if (n <= 1)
		return 0;
	return n - 1 < (long)WORKERS_MAX ? (u32)(n - 1) : WORKERS_MAX;
}
