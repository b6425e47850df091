/* Lists of words that facts may be, each ending with NULL. */
#ifndef CONNECTSPEC_FACT_WORDS_H
#define CONNECTSPEC_FACT_WORDS_H

extern const char *const cs_role_names[];      /* "proxy", "client", "origin" */
extern const char *const cs_transport_names[]; /* "h1", "h2", "h3" */
extern const char *const cs_inner_names[];     /* "tls", "http", "ssh", "bytes" */
extern const char *const cs_auth_names[];      /* "none", "basic", "digest" */

#endif
