/* HTTP/1.1 texts that we send as an origin. */
#ifndef CONNECTSPEC_H1_WRITE_H
#define CONNECTSPEC_H1_WRITE_H

/* A 200 with |content| (text), after which the connection is closed.  The caller frees it; NULL without memory. */
char *cs_h1_page(const char *content);

#endif
