#include "os/freeport.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/file.h"

#define FREEPORTS_MAX 16u

static enum err port_take(int *fd, u16 *port)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
	} addr = {.in = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}}};
	socklen_t len = sizeof(addr);

	*fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0 || bind(*fd, &addr.any, sizeof(addr.in)) != 0 ||
	    getsockname(*fd, &addr.any, &len) != 0)
		return err_of_errno(errno);
	*port = ntohs(addr.in.sin_port);
	return ERR_OK;
}

enum err freeport_find(u16 *ports, size_t num)
{
	int fds[FREEPORTS_MAX];
	enum err e = ERR_OK;
	size_t n = 0;

	if (num > FREEPORTS_MAX)
		return ERR_LIMIT;
	/* All are held until the last is found, so that they differ. */
	while (e == ERR_OK && n < num) {
		e = port_take(&fds[n], &ports[n]);
		n++;
	}
	for (size_t i = 0; i < n; i++)
		if (fds[i] >= 0)
			(void)close(fds[i]);
	return e;
}
