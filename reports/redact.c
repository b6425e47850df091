#include "reports/redact.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/redact_base64.h"

#define SHORT_MAX 5 /* a password of so many bytes may stand anywhere by chance */

/* One secret and what is written in its place. */
struct secret {
    const char *text;
    size_t length;
    char stand_in[256];
    bool common;        /* only behind |user| and a colon is it surely itself */
    const char *before; /* that user */
};

static const char *const cycles[] = {"hidden-", "x", "Q", "~", "^"};

#define CYCLES (sizeof(cycles) / sizeof(cycles[0]))

static void fill(struct secret *secret, const char *cycle)
{
    size_t period = strlen(cycle);

    for (size_t i = 0; i < secret->length; i++)
        secret->stand_in[i] = cycle[i % period];
    secret->stand_in[secret->length] = '\0';
}

static bool lacks(const struct cs_transcript *transcript, const char *text, size_t length)
{
    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_stream *const streams[] = {&transcript->channels[i].sent, &transcript->channels[i].received};

        for (size_t k = 0; k < 2; k++)
            if (streams[k]->kept != NULL && memmem(streams[k]->kept, streams[k]->kept_length, text, length) != NULL)
                return false;
    }
    return true;
}

/* A stand-in that stands nowhere yet: what a case must not find must stay unfound. */
static void choose(struct secret *secret, const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < CYCLES; i++) {
        fill(secret, cycles[i]);
        if (lacks(transcript, secret->stand_in, secret->length))
            return;
    }
}

static bool is_stand_in(struct secret *secret)
{
    for (size_t i = 0; i < CYCLES; i++) {
        fill(secret, cycles[i]);
        if (strcmp(secret->stand_in, secret->text) == 0)
            return true;
    }
    return false;
}

static bool is_word_of(const struct cs_transcript *transcript, const char *text)
{
    return strcasestr("CONNECT GET HTTP/1.1 Proxy-Authorization: Basic Digest connectspec.test", text) != NULL ||
           (transcript->case_text != NULL && strcasestr(transcript->case_text, text) != NULL);
}

static int hex(char letter)
{
    return isdigit((unsigned char)letter)    ? letter - '0'
           : isxdigit((unsigned char)letter) ? tolower((unsigned char)letter) - 'a' + 10
                                             : -1;
}

/* The byte that stands at |at|, where |encoded| perhaps as "%41"; |*length| of it, 0 at the end. */
static char byte_at(const char *at, const char *end, bool encoded, size_t *length)
{
    *length = at < end ? 1 : 0;
    if (*length == 0)
        return '\0';
    if (encoded && *at == '%' && end - at > 2 && hex(at[1]) >= 0 && hex(at[2]) >= 0) {
        *length = 3;
        return (char)(hex(at[1]) * 16 + hex(at[2]));
    }
    return *at;
}

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static char swapped(char letter)
{
    return (char)(isupper((unsigned char)letter) ? tolower((unsigned char)letter) : toupper((unsigned char)letter));
}

/* How long the secret is that stands at |at|; 0: none does.  |any_case|: letters may have either case. */
static size_t match(const struct secret *secret, const char *at, const char *end, bool encoded, bool any_case)
{
    const char *start = at;

    for (size_t i = 0; i < secret->length; i++) {
        size_t length;
        char byte = byte_at(at, end, encoded, &length);

        if (length == 0 || (byte != secret->text[i] && !(any_case && same_letter(byte, secret->text[i]))))
            return 0;
        at += length;
    }
    return (size_t)(at - start);
}

static void put_hex(char *at, char byte)
{
    static const char digits[] = "0123456789abcdef";

    at[1] = digits[(unsigned char)byte >> 4];
    at[2] = digits[byte & 15];
}

static void overwrite(const struct secret *secret, char *at, const char *end, bool encoded)
{
    for (size_t i = 0; i < secret->length; i++) {
        size_t length;
        char byte = byte_at(at, end, encoded, &length);
        char mask = byte == secret->text[i] ? secret->stand_in[i] : swapped(secret->stand_in[i]);

        if (length == 1)
            *at = mask;
        else
            put_hex(at, mask);
        at += length;
    }
}

/* Puts the stand-in where the secret stands at |at|; how long that is, 0 where it does not. */
static size_t hide(const struct secret *secret, char *at, const char *end, bool any_case)
{
    for (int encoded = 0; encoded < 2; encoded++) {
        size_t found = match(secret, at, end, encoded != 0, any_case);

        if (found > 0) {
            overwrite(secret, at, end, encoded != 0);
            return found;
        }
    }
    return 0;
}

/* Whether "USER:", in clear or percent-encoded, ends at |at|. */
static bool follows_user(const struct secret *secret, const char *text, const char *at)
{
    size_t user = strlen(secret->before);
    size_t colon = at - text >= 3 && strncasecmp(at - 3, "%3a", 3) == 0 ? 3 : 1;

    return (size_t)(at - text) >= user + colon && (colon == 3 || at[-1] == ':') &&
           memcmp(at - colon - user, secret->before, user) == 0;
}

static bool mask_clear(const struct secret *secret, char *text, size_t length)
{
    const char *end = text + length;
    bool changed = false;

    for (char *at = text; at < end; at++) {
        bool behind = follows_user(secret, text, at);
        size_t found = secret->common && !behind ? 0 : hide(secret, at, end, behind);

        at += found > 0 ? found - 1 : 0;
        changed = changed || found > 0;
    }
    return changed;
}

static bool is_readable(const char *text, const char *end)
{
    while (text < end && (unsigned char)*text >= ' ' && *text != 0x7f)
        text++;
    return text == end;
}

/* What base64 held: a user, a colon and a password, so that either case counts, and a short one behind a colon. */
static bool mask_decoded(const void *context, char *text, size_t length)
{
    const struct secret *secret = context;
    const char *end = text + length;
    bool changed = false;

    for (char *at = text; at < end; at++) {
        bool apart = secret->length > SHORT_MAX || (at > text && at[-1] == ':' && is_readable(text, at));
        size_t found = apart ? hide(secret, at, end, true) : 0;

        at += found > 0 ? found - 1 : 0;
        changed = changed || found > 0;
    }
    return changed;
}

static bool mask(const struct secret *secret, char *text, size_t length)
{
    bool changed = mask_clear(secret, text, length);

    return cs_redact_base64(text, length, mask_decoded, secret) || changed;
}

static void digest(const char *bytes, size_t length, uint8_t out[CS_SHA256_BYTES])
{
    if (EVP_Digest(bytes, length, out, NULL, EVP_sha256(), NULL) != 1)
        memset(out, 0, CS_SHA256_BYTES);
}

static void mask_stream(const struct secret *secret, struct cs_stream *stream)
{
    for (size_t i = 0; i < stream->block_count; i++)
        mask(secret, stream->blocks[i].kept, stream->blocks[i].kept_length);
    if (stream->kept == NULL || !mask(secret, stream->kept, stream->kept_length))
        return;
    memset(stream->sha256, 0, sizeof(stream->sha256));
    if (stream->kept_length != stream->total)
        return;
    digest(stream->kept, stream->kept_length, stream->sha256);
    digest(stream->kept + stream->mark, stream->kept_length - (size_t)stream->mark, stream->sha256_from_mark);
}

/* What a frame says is escaped; where that cannot be undone and done again, nothing is left of it. */
static void mask_frame(const struct secret *secret, struct cs_frame *frame)
{
    size_t length = 0;
    char *bytes = NULL;
    char *masked = NULL;

    if (cs_unescape(frame->says, &bytes, &length)) {
        if (!mask(secret, bytes, length)) {
            free(bytes);
            return;
        }
        masked = cs_escape(bytes, length);
    }
    free(bytes);
    if (masked != NULL && strlen(masked) <= strlen(frame->says))
        memcpy(frame->says, masked, strlen(masked) + 1);
    else
        frame->says[0] = '\0';
    free(masked);
}

static void mask_carrier(const struct secret *secret, struct cs_carrier *carrier)
{
    mask_stream(secret, &carrier->sent);
    mask_stream(secret, &carrier->received);
    for (size_t i = 0; i < carrier->frame_count; i++)
        mask_frame(secret, &carrier->frames[i]);
    for (size_t i = 0; i < carrier->packet_count; i++) /* what is encrypted cannot be masked */
        free(carrier->packets[i].bytes);
    carrier->packet_count = 0;
}

static void mask_transcript(const struct secret *secret, struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->channel_count; i++) {
        mask_stream(secret, &transcript->channels[i].sent);
        mask_stream(secret, &transcript->channels[i].received);
    }
    for (size_t i = 0; i < transcript->carrier_count; i++)
        mask_carrier(secret, &transcript->carriers[i]);
    for (size_t i = 0; i < transcript->variable_count; i++)
        mask(secret, transcript->variables[i].value, transcript->variables[i].length);
    if (transcript->trouble != NULL)
        mask(secret, transcript->trouble, strlen(transcript->trouble));
}

static bool prepare(struct secret *secret, const char *text, const struct cs_transcript *transcript)
{
    *secret = (struct secret){.text = text, .length = strlen(text), .before = transcript->policy.user};
    if (secret->length == 0 || secret->length >= sizeof(secret->stand_in) || is_stand_in(secret))
        return false;
    secret->common = secret->length <= SHORT_MAX || is_word_of(transcript, text);
    choose(secret, transcript);
    return true;
}

static bool hide_digest_secret(struct cs_transcript *transcript)
{
    const struct cs_variable *variable = cs_transcript_variable(transcript, "digest-secret");
    char *text = variable == NULL ? strdup("") : strdup(variable->value);
    struct secret secret;

    if (text != NULL && prepare(&secret, text, transcript))
        mask_transcript(&secret, transcript);
    free(text);
    return text != NULL;
}

/* The variable that is the password alone. */
static bool replace_password(struct cs_transcript *transcript, const struct secret *secret)
{
    memcpy(transcript->policy.password, secret->stand_in, secret->length + 1);
    return cs_transcript_variable(transcript, "password") == NULL ||
           cs_transcript_set(transcript, "password", secret->stand_in, secret->length);
}

bool cs_redact_transcript(struct cs_transcript *transcript)
{
    char *password = strdup(transcript->policy.password);
    struct secret secret;
    bool done = password != NULL;

    if (done && prepare(&secret, password, transcript)) {
        mask_transcript(&secret, transcript);
        done = replace_password(transcript, &secret);
    }
    free(password);
    return done && hide_digest_secret(transcript);
}

static void mask_verdict(const struct secret *secret, struct cs_verdict *verdict)
{
    char *const texts[] = {verdict->reason, verdict->expected, verdict->observed};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (texts[i] != NULL)
            mask(secret, texts[i], strlen(texts[i]));
}

static const struct cs_transcript *first_with_password(const struct cs_result *result)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->cases[i].transcript != NULL && result->cases[i].transcript->policy.password[0] != '\0')
            return result->cases[i].transcript;
    return NULL;
}

bool cs_redact_result(struct cs_result *result)
{
    static const struct cs_transcript none;
    const struct cs_transcript *sample = first_with_password(result);
    char *copy = strdup(result->password != NULL ? result->password : sample != NULL ? sample->policy.password : "");
    struct secret secret;
    bool done = copy != NULL;

    if (done && prepare(&secret, copy, sample == NULL ? &none : sample))
        for (size_t i = 0; i < result->count; i++)
            mask_verdict(&secret, &result->cases[i].verdict);
    for (size_t i = 0; done && i < result->count; i++)
        if (result->cases[i].transcript != NULL)
            done = cs_redact_transcript(result->cases[i].transcript);
    free(copy);
    return done;
}

bool cs_redact_wanted(const struct cs_result *result)
{
    static const char key[] = "--target ";
    const char *named = strstr(result->command, key);
    size_t length;

    if (named == NULL)
        return strstr(result->command, "--proxy ") != NULL;
    named += strlen(key);
    length = strcspn(named, " ");
    return memchr(named, '/', length) != NULL || memchr(named, '.', length) != NULL;
}
