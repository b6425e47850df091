/* Byte strings as a case writes them (cases/README.md, Bytes).  While a dialogue is made and changed, addresses, ports
 * and credentials are made-up ones; where they stand unbroken, the case gets the variable. */
#ifndef CONNECTSPEC_LIVE_TEXT_H
#define CONNECTSPEC_LIVE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Made-up values: those that linting fills in (harness/scenario/variable_list.h). */
#define CS_MADE_UP_HOST        "127.77.255.254"
#define CS_MADE_UP_OTHER       "127.77.255.253"
#define CS_MADE_UP_CLOSED      "127.77.255.252"
#define CS_MADE_UP_PORT        "18443"
#define CS_MADE_UP_DENIED_PORT "18025"
#define CS_MADE_UP_TARGET      "127.0.0.1:65535" /* where the target itself listens */
#define CS_MADE_UP_MARK        "0123456789abcdef"
#define CS_MADE_UP_BASIC       "dXNlcjpwYXNzd29yZA=="
#define CS_MADE_UP_CREDENTIALS "Proxy-Authorization: Basic " CS_MADE_UP_BASIC "\r\n"

/* What a made-up value stands for: "127.77.255.254" is "${host}". */
struct cs_made_up {
    const char *value;
    const char *placeholder;
};

/* The one that begins at |bytes|, the longest; NULL: none does. */
const struct cs_made_up *cs_made_up_at(const char *bytes, size_t length);

/* Writes one byte the way a byte string in single quotes has it. */
void cs_case_write_byte(FILE *out, unsigned char byte);

/* Writes the bytes |from| to |to| of |bytes|, made-up values as variables, without the quotes around them.  A variable
 * that the range cuts is written as its part.  |inner|: inside a tunnel bytes are bytes, and only the mark of the run
 * is filled in, which has always the same length. */
void cs_case_write_bytes(FILE *out, const char *bytes, size_t length, size_t from, size_t to, bool inner);

#endif
