/* Replays a fuzz corpus without a fuzzing engine: each file of the folders or
 * files named on the command line is one input. An empty input is always run. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int run_file(const char *path)
{
	static uint8_t buf[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t n;
	uint8_t *exact;

	if (f == NULL) {
		perror(path);
		return 1;
	}
	n = fread(buf, 1, sizeof(buf), f);
	(void)fclose(f);
	/* A heap copy of the exact size lets ASan see reads past the end. */
	exact = malloc(n + (n == 0));
	if (exact == NULL)
		return 1;
	memcpy(exact, buf, n);
	(void)LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return 0;
}

static int run_path(const char *path, int *num)
{
	struct stat st;
	struct dirent *e;
	DIR *d;
	int rc = 0;

	if (stat(path, &st) != 0) {
		perror(path);
		return 1;
	}
	if (!S_ISDIR(st.st_mode)) {
		++*num;
		return run_file(path);
	}
	d = opendir(path);
	if (d == NULL)
		return 1;
	while ((e = readdir(d)) != NULL) {
		char sub[4096];

		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(sub, sizeof(sub), "%s/%s", path, e->d_name);
		rc |= run_file(sub);
		++*num;
	}
	(void)closedir(d);
	return rc;
}

int main(int argc, char **argv)
{
	static const uint8_t none[1];
	int rc = 0, num = 1;

	(void)LLVMFuzzerTestOneInput(none, 0);
	for (int i = 1; i < argc; i++)
		rc |= run_path(argv[i], &num);
	printf("%d passed, %d failed\n", num, rc);
	return rc;
}
