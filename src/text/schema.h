#ifndef TEXT_SCHEMA_H
#define TEXT_SCHEMA_H
/* text/schema: JSON Schema, the part that agents need to check a model's answer.
 *
 * Runs over trees of text/json, on behalf of a guest, so both schema and value are hostile.
 * Draft 2020-12 keywords: type, enum, const, properties, required, additionalProperties
 * (bool or schema), items, prefixItems, minItems, maxItems, uniqueItems, minLength,
 * maxLength, minimum, maximum, exclusiveMinimum, exclusiveMaximum (integers), multipleOf
 * (integers), anyOf, oneOf, allOf, not, and the annotations title, description, $schema,
 * $id, $comment, default, examples, format. Any other keyword is ERR_UNSUPPORTED: a check
 * that is silently not made is worse than none. Numbers with fraction or exponent are of type
 * "number" and compare exactly as decimals. Work is bounded by SCHEMA_STEPS_MAX: ERR_LIMIT.
 * Freestanding. */
#include "text/json.h"

#define SCHEMA_STEPS_MAX 100000u
#define SCHEMA_WHY_MAX   256u

/* schema_check: ERR_OK, ERR_INVALID (the value does not fit), ERR_UNSUPPORTED or ERR_FORMAT
 * (the schema is bad), ERR_LIMIT, ERR_NOMEM. Unless ERR_OK, why gets one sentence with the
 * place, such as "/risks/0 is longer than 256", and a NUL. */
enum err schema_check(const struct json *schema, const struct json *value, struct arena *a,
		      char why[SCHEMA_WHY_MAX]) MUST_CHECK;

#endif /* TEXT_SCHEMA_H */
