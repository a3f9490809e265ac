#ifndef BASE_ERR_H
#define BASE_ERR_H
/* base/err: the one error type of all libraries.
 *
 * Fallible functions return `enum err`, ERR_OK being zero; results go through
 * out parameters, which are untouched on failure unless said otherwise.
 * Libraries never log or exit; programs turn an error into text and exit code. */
#include "base/base.h"

enum err {
#define E(name, text) ERR_##name,
#include "base/err.def"
#undef E
	NUM_ERRS
};

/* err_name returns the identifier without prefix, such as "SHORT". */
const char *err_name(enum err e);
/* err_text returns a sentence fragment for people. */
const char *err_text(enum err e);

/* TRY(x) hands an error of x to the caller. */
#define TRY(x)                                                                                     \
	do {                                                                                       \
		enum err try_err_ = (x);                                                           \
		if (try_err_ != ERR_OK)                                                            \
			return try_err_;                                                           \
	} while (0)

#endif /* BASE_ERR_H */
