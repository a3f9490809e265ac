#include "tls/pem.h"

/* Without a callback OpenSSL would ask on the terminal. */
static int no_passphrase(char *buf, int size, int rwflag, void *arg)
{
	(void)buf;
	(void)size;
	(void)rwflag;
	(void)arg;
	return -1;
}

static enum err pem_bio(BIO **out, struct slice pem)
{
	if (pem.n == 0)
		return ERR_FORMAT;
	if (pem.n > PEM_TEXT_MAX)
		return ERR_LIMIT;
	*out = BIO_new_mem_buf(pem.p, (int)pem.n);
	return *out == NULL ? ERR_NOMEM : ERR_OK;
}

/* The reader fails at the end of the text too; only the reason tells. */
static bool pem_at_end(void)
{
	unsigned long e = ERR_peek_last_error();

	return ERR_GET_LIB(e) == ERR_LIB_PEM && ERR_GET_REASON(e) == PEM_R_NO_START_LINE;
}

static enum err pem_read_all(STACK_OF(X509) * certs, BIO *bio)
{
	for (;;) {
		X509 *x = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);

		if (x == NULL)
			return pem_at_end() && sk_X509_num(certs) > 0 ? ERR_OK : ERR_FORMAT;
		if (sk_X509_num(certs) < PEM_CERTS_MAX && sk_X509_push(certs, x) > 0)
			continue;
		X509_free(x);
		return sk_X509_num(certs) < PEM_CERTS_MAX ? ERR_NOMEM : ERR_LIMIT;
	}
}

enum err pem_certs(STACK_OF(X509) * *out, struct slice pem)
{
	STACK_OF(X509) *certs = sk_X509_new_null();
	BIO *bio = NULL;
	enum err e = certs == NULL ? ERR_NOMEM : pem_bio(&bio, pem);

	ERR_clear_error();
	if (e == ERR_OK)
		e = pem_read_all(certs, bio);
	BIO_free(bio);
	ERR_clear_error();
	if (e == ERR_OK)
		*out = certs;
	else
		sk_X509_pop_free(certs, X509_free);
	return e;
}

enum err pem_key(EVP_PKEY **out, struct slice pem)
{
	EVP_PKEY *key;
	BIO *bio;

	TRY(pem_bio(&bio, pem));
	key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	ERR_clear_error();
	if (key == NULL)
		return ERR_FORMAT;
	*out = key;
	return ERR_OK;
}
