/* Who listens on a port of this machine. */
#ifndef CONNECTSPEC_OWNER_H
#define CONNECTSPEC_OWNER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

struct cs_owner {
    char *program; /* absolute path */
    char *folder;  /* that it runs in */
    size_t count;
    char **words; /* its command line, with the program's own name for itself first; count + 1, the last one NULL */
};

/* The process that listens at |address|, the one with the lowest id where several do.  False when nobody whom we may
 * look at does, or when its command line holds what is no printable text.  Free |out| with cs_owner_free either way. */
bool cs_owner_find(const struct sockaddr_storage *address, struct cs_owner *out);
void cs_owner_free(struct cs_owner *owner);

#endif
