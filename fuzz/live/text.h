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

/* Answers to the target's Digest challenge, which CS_MADE_UP_CREDENTIALS is one of where it asks for Digest: how each begins, a whole one (and with an algorithm that it names), and the
 * hashes of the right one, of one for another target, and of one for another method. */
#define CS_MADE_UP_DIGEST_START    "Digest username=\"user\", realm=\"r\", nonce=\"n\""
#define CS_MADE_UP_DIGEST_AS(name) CS_MADE_UP_DIGEST_START ", response=\"" name "\""
#define CS_MADE_UP_DIGEST          CS_MADE_UP_DIGEST_AS("digest")
#define CS_MADE_UP_USER            "d-user"
#define CS_MADE_UP_REALM           "d-realm"
#define CS_MADE_UP_NONCE           "d-nonce"
#define CS_MADE_UP_HASH            "dc7d3675b5deba873ccb22ce1e0e8ebb7ec7756f4f6a941b814aecda603ce0f0"
#define CS_MADE_UP_HASH_ELSEWHERE  "4a198f332c57d47992238eb4dcd480e8d0599614ca74e1b218289b1a3d7457bf"
#define CS_MADE_UP_HASH_GET        "cf4ad366f11f1007822b3ea6bc91b11a947e3003fb93e3a023bcf1459dc66a64"
#define CS_MADE_UP_HASH_INVENTED                                                                                       \
    "0bb66d384ef94ad6d005de49939d41e86f5341b625b9c55febd0465218d97fd5" /* for the nonce "invented" */

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
