/* HTTP/1.1 texts that we send beside those of cases. */
#ifndef CONNECTSPEC_H1_WRITE_H
#define CONNECTSPEC_H1_WRITE_H

#include "reference/message.h"
#include "reference/must_use.h"

/* Answers: a 200 that opens a tunnel; one without content, after which the connection is closed. */
extern const char cs_h1_opened[];
extern const char cs_h1_empty_page[];

/* What an ordinary server answers, and closes behind: an empty page to GET, 405 to all else. */
const char *cs_h1_answer_as_server(const struct cs_message *request);

/* A 200 with |content| (text), after which the connection is closed.  The caller frees it; NULL without memory. */
CS_MUST_USE char *cs_h1_page(const char *content);

/* CONNECT for |authority|, with it in Host too and |fields| behind ("", or lines that each end in CR LF).  The caller
 * frees it; NULL without memory. */
CS_MUST_USE char *cs_h1_connect(const char *authority, const char *fields);

/* GET for |path| at |host| (as Host has it) in HTTP/1.|minor|, 0 or 1; in the latter with Connection: close.  The
 * caller frees it; NULL without memory. */
CS_MUST_USE char *cs_h1_get(const char *path, const char *host, unsigned minor);

#endif
