/* What challenges and credentials have in common: scheme, token68 and auth-params (RFC 9110 section 11.2).
 * Internal to libconnectref. */
#ifndef CONNECTREF_AUTH_PARAM_H
#define CONNECTREF_AUTH_PARAM_H

#include "reference/challenge.h"

/* The codes under which one kind of field reports broken syntax. */
struct cs_auth_codes {
    enum cs_code bad_scheme;
    enum cs_code no_space;
    enum cs_code bad_name;
    enum cs_code no_equals;
    enum cs_code value_missing;
    enum cs_code bad_value;
    enum cs_code no_comma; /* something follows a value with no comma between */
    enum cs_code unclosed_quote;
    enum cs_code bad_quoted;
    enum cs_code duplicate;
    enum cs_code too_many;
    enum cs_code blank_around_equals;
    enum cs_code empty_element;
};

/* A cursor over one field value.  |at| is an offset into |data|; spans and findings get |base| added. */
struct cs_auth_reader {
    const char *data;
    size_t length;
    size_t base;
    size_t at;
    const struct cs_auth_codes *codes;
    struct cs_findings *findings;
    bool broken; /* a CS_MUST finding was made: what is missing may only be unread */
};

/* Scheme and what follows it, the common part of struct cs_challenge and struct cs_credentials. */
struct cs_auth {
    struct cs_span scheme_name;
    struct cs_span token68;
    size_t param_count;
    struct cs_auth_param *params; /* room for CS_AUTH_PARAMS_MAX, the caller's */
};

/* Adds a finding at |at| of the reader's data. */
void cs_auth_report(struct cs_auth_reader *reader, enum cs_code code, size_t at);

/* Moves behind blanks. */
void cs_auth_skip_blanks(struct cs_auth_reader *reader);

/* Moves to the next comma that stands outside quotes, or to the end. */
void cs_auth_skip_element(struct cs_auth_reader *reader);

/* From |at|, the beginning of an element, over all that are empty to the first byte of one that is not, or to the end;
 * returns where that is.  |*empty| is where the first empty one shows, SIZE_MAX when there was none. */
size_t cs_auth_skip_empty(const struct cs_auth_reader *reader, size_t at, size_t *empty);

/* Whether a token and an equals sign stand at |at|, blanks between them allowed. */
bool cs_auth_param_ahead(const struct cs_auth_reader *reader, size_t at);

/* Reads auth-scheme [ 1*SP ( token68 / #auth-param ) ] into |out|, of which |params| is filled before, from a byte that
 * is neither blank nor comma.  With |is_list| (challenges) it stops, at the comma, before an element that is no
 * auth-param, since another challenge begins there; else everything up to the end belongs to it.  Returns false when no
 * scheme could be read; reading then stands at the next comma. */
bool cs_auth_read(struct cs_auth_reader *reader, struct cs_auth *out, bool is_list);

/* The scheme of that name, letter case aside (RFC 9110 section 11.1). */
enum cs_scheme cs_auth_scheme(const char *data, size_t base, struct cs_span name);

/* Whether a parameter's value, quoted-pairs undone, equals |text| (lower case), letter case aside. */
bool cs_auth_value_is(const char *data, size_t base, const struct cs_auth_param *param, const char *text);

/* Steps through a value with quoted-pairs undone.  |*step| starts at 0.  Returns the next byte, or -1 at the end. */
int cs_auth_value_next(const char *data, size_t base, const struct cs_auth_param *param, size_t *step);

#endif
