#include "fuzz/live/text.h"

#include <string.h>

#define HASH(nonce, rest) "${hash of ${digest-secret}:" nonce ":00000001:${nonce}:auth:${hash of " rest "}}"

/* Longer ones in front of what they begin with. */
static const struct cs_made_up values[] = {
    {CS_MADE_UP_CREDENTIALS, "${credentials}"},
    {CS_MADE_UP_BASIC, "${basic}"},
    {CS_MADE_UP_DIGEST, "${digest}"},
    {CS_MADE_UP_DIGEST_AS("digest-md5"), "${digest-md5}"},
    {CS_MADE_UP_DIGEST_AS("digest-md5-sess"), "${digest-md5-sess}"},
    {CS_MADE_UP_DIGEST_AS("digest-sha256"), "${digest-sha256}"},
    {CS_MADE_UP_DIGEST_AS("digest-sha256-sess"), "${digest-sha256-sess}"},
    {CS_MADE_UP_DIGEST_AS("digest-sha512"), "${digest-sha512}"},
    {CS_MADE_UP_DIGEST_AS("digest-sha512-sess"), "${digest-sha512-sess}"},
    {CS_MADE_UP_DIGEST_AS("digest-userhash"), "${digest-userhash}"},
    {CS_MADE_UP_DIGEST_AS("digest-auth-int"), "${digest-auth-int}"},
    {CS_MADE_UP_DIGEST_START, "${digest-start}"},
    {CS_MADE_UP_HASH, HASH("${digest-nonce}", "CONNECT:${authority}")},
    {CS_MADE_UP_HASH_ELSEWHERE, HASH("${digest-nonce}", "CONNECT:${other}:${port}")},
    {CS_MADE_UP_HASH_GET, HASH("${digest-nonce}", "GET:${authority}")},
    {CS_MADE_UP_HASH_INVENTED, HASH("invented", "CONNECT:${authority}")},
    {CS_MADE_UP_USER, "${user}"},
    {CS_MADE_UP_REALM, "${digest-realm}"},
    {CS_MADE_UP_NONCE, "${digest-nonce}"},
    {CS_MADE_UP_HOST ":" CS_MADE_UP_PORT, "${authority}"},
    {CS_MADE_UP_TARGET, "${proxy}"},
    {CS_MADE_UP_HOST, "${host}"},
    {CS_MADE_UP_OTHER, "${other}"},
    {CS_MADE_UP_CLOSED, "${closed}"},
    {CS_MADE_UP_MARK, "${nonce}"},
    {"%31%32%37%2E%37%37%2E%32%35%35%2E%32%35%34", "${percent of ${host}}"},
    {"2135818238", "${host-number}"},
    {"0x7f4dfffe", "0x${hex of host-number}"},
    {"017723377776", "0${octal of host-number}"},
    {"18446744073709570059", "${port+18446744073709551616}"},
    {"18446744073709569641", "${denied-port+18446744073709551616}"},
    {"4294985739", "${port+4294967296}"},
    {"4294985321", "${denied-port+4294967296}"},
    {"83979", "${port+65536}"},
    {"83561", "${denied-port+65536}"},
    {"47093", "${wrapped-port}"},
    {"0x480b", "0x${hex of port}"},
    {"0x4669", "0x${hex of denied-port}"},
    {"044013", "0${octal of port}"},
    {"043151", "0${octal of denied-port}"},
    {CS_MADE_UP_PORT, "${port}"},
    {CS_MADE_UP_DENIED_PORT, "${denied-port}"},
};

/* Nearly no byte begins one. */
static bool may_begin(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || byte == '%' || byte == 'P' || byte == 'c' || byte == 'd' || byte == 'D';
}

const struct cs_made_up *cs_made_up_at(const char *bytes, size_t length)
{
    if (length == 0 || !may_begin((unsigned char)bytes[0]))
        return NULL;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        size_t size = strlen(values[i].value);

        if (size <= length && memcmp(bytes, values[i].value, size) == 0)
            return &values[i];
    }
    return NULL;
}

void cs_case_write_byte(FILE *out, unsigned char byte)
{
    switch (byte) {
    case '\r':
        fputs("\\r", out);
        break;
    case '\n':
        fputs("\\n", out);
        break;
    case '\t':
        fputs("\\t", out);
        break;
    case '\\':
    case '$':
        fprintf(out, "\\%c", byte);
        break;
    case '\'':
        fputs("''", out);
        break;
    default:
        if (byte >= ' ' && byte <= '~')
            fputc(byte, out);
        else
            fprintf(out, "\\x%02x", byte);
    }
}

/* Those bytes of a variable's value that stand between |from| and |to|; it has |size| of them. */
static void write_part(FILE *out, const char *placeholder, size_t size, size_t from, size_t to)
{
    bool first = to < size;
    bool behind = from > 0;

    if (first)
        fprintf(out, "${first %zu of ", to - from);
    if (behind)
        fprintf(out, "${behind %zu of ", from);
    fputs(placeholder, out);
    fputs(first && behind ? "}}" : first || behind ? "}" : "", out);
}

void cs_case_write_bytes(FILE *out, const char *bytes, size_t length, size_t from, size_t to, bool inner)
{
    size_t at = 0;

    while (at < to) {
        const struct cs_made_up *made_up = cs_made_up_at(bytes + at, length - at);
        size_t size;

        if (inner && made_up != NULL && strcmp(made_up->value, CS_MADE_UP_MARK) != 0)
            made_up = NULL;
        size = made_up == NULL ? 1 : strlen(made_up->value);
        if (at + size > from && made_up == NULL)
            cs_case_write_byte(out, (unsigned char)bytes[at]);
        else if (at + size > from)
            write_part(out, made_up->placeholder, size, at < from ? from - at : 0, at + size > to ? to - at : size);
        at += size;
    }
}
