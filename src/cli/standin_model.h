#ifndef CLI_STANDIN_MODEL_H
#define CLI_STANDIN_MODEL_H
/* cli/standin_model: answers of the stand-in language model.
 *
 * Lets `./dev run` work without an account. Speaks OpenAI's chat completions
 * format and calls itself a stand-in in every answer. It follows a script, so
 * that tests can ask for each way in which a model misbehaves. Pure: the server
 * around it owns sockets and time. It keeps no request and logs no header. */
#include "scale/encode.h"

enum standin_script {
	STANDIN_OK,
	STANDIN_BUSY_THEN_OK,   /* 429 with retry-after-ms twice, then an answer */
	STANDIN_SCHEMA_THEN_OK, /* first answer breaks the schema */
	STANDIN_EMPTY,          /* 200 and no choices */
	STANDIN_PROSE,          /* text where JSON was asked for */
	STANDIN_BAD_JSON,
	STANDIN_WRONG_SCHEMA,
	STANDIN_BUSY,  /* 429 for ever */
	STANDIN_HANG,  /* accepts and never answers */
	STANDIN_TWICE, /* a second response follows on the same connection */
	NUM_STANDIN_SCRIPTS
};

/* standin_script_of finds a script by its name, such as "busy-then-ok". */
enum err standin_script_of(struct slice name, enum standin_script *out) MUST_CHECK;

struct standin_answer {
	u16 status;
	bool hang;          /* send nothing */
	bool repeat;        /* send the same bytes once more */
	u32 retry_after_ms; /* 0: no such header */
	struct slice body;
};

/* standin_model_answer makes the answer to the num-th request (from 1) with this
 * body; the answer's body is written to w. The score depends on the request only. */
enum err standin_model_answer(enum standin_script script, u32 num, struct slice request,
                              struct wr *w, struct standin_answer *out) MUST_CHECK;

#endif /* CLI_STANDIN_MODEL_H */
