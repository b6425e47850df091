#include <openssl/evp.h>
#include <string.h>
#include <strings.h>

#include "harness/embedded/proxy/session_internal.h"

#define CREDENTIALS_MAX 1024

struct pair {
    const char *user;
    size_t user_length;
    const char *password;
    size_t password_length;
};

/* In a time that depends on the length alone of what the client sent. */
static bool same(const char *sent, size_t sent_length, const char *right)
{
    size_t right_length = strlen(right);
    unsigned char difference = sent_length != right_length;

    for (size_t i = 0; i < sent_length; i++)
        difference |= (unsigned char)(sent[i] ^ right[i < right_length ? i : right_length]);
    return difference == 0;
}

static bool same_user(const struct cs_session *session, const struct pair *pair)
{
    return same(pair->user, pair->user_length, session->config->user);
}

static bool same_password(const struct cs_session *session, const struct pair *pair)
{
    const char *right = session->config->password;
    size_t length = pair->password_length;

    if (cs_has(session, CS_FAULT_PASSWORD_CASE))
        return strlen(right) == length && strncasecmp(pair->password, right, length) == 0;
    if (cs_has(session, CS_FAULT_PASSWORD_PREFIX))
        return strlen(right) >= length && memcmp(pair->password, right, length) == 0;
    return same(pair->password, length, right);
}

static enum cs_refusal compare(const struct cs_session *session, const struct pair *pair)
{
    bool user = same_user(session, pair);
    bool password = same_password(session, pair);

    user |= cs_has(session, CS_FAULT_ANY_USER);
    password |= cs_has(session, CS_FAULT_ANY_PASSWORD);
    if (user && password)
        return CS_REFUSE_NOTHING;
    return user ? CS_REFUSE_CREDENTIALS : CS_REFUSE_UNKNOWN_USER;
}

/* The faulty decoder: skips what is no base64, takes any bytes, and knows C strings.  Returns the length. */
static size_t decode_leniently(const struct cs_session *session, const char *token, size_t length, char *text)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char clean[CREDENTIALS_MAX], decoded[CREDENTIALS_MAX];
    size_t count = 0, padding;

    for (size_t i = 0; i < length && count < sizeof(clean) - 4; i++)
        if (token[i] != '\0' && strchr(alphabet, token[i]) != NULL)
            clean[count++] = (unsigned char)token[i];
    padding = (4 - count % 4) % 4;
    memset(clean + count, '=', padding);
    if (count == 0 || padding == 3 || EVP_DecodeBlock(decoded, clean, (int)(count + padding)) < 0)
        return 0;
    count = (count + padding) / 4 * 3 - padding;
    memcpy(text, decoded, count);
    return cs_has(session, CS_FAULT_CREDENTIALS_NUL) ? strnlen(text, count) : count;
}

static bool is_lenient(const struct cs_session *session)
{
    return cs_has(session, CS_FAULT_CREDENTIALS_NUL) || cs_has(session, CS_FAULT_TOKEN_JUNK) ||
           cs_has(session, CS_FAULT_NO_COLON) || cs_has(session, CS_FAULT_CREDENTIALS_CUT);
}

static enum cs_refusal check_leniently(const struct cs_session *session, const char *token, size_t length)
{
    char text[CREDENTIALS_MAX];
    size_t decoded = decode_leniently(session, token, length, text);
    const char *colon = memchr(text, ':', decoded);
    struct pair pair = {.user = text, .user_length = decoded, .password = ""};

    if (colon == NULL)
        return cs_has(session, CS_FAULT_NO_COLON) && same_user(session, &pair) ? CS_REFUSE_NOTHING
                                                                               : CS_REFUSE_CREDENTIALS;
    pair.user_length = (size_t)(colon - text);
    pair.password = colon + 1;
    pair.password_length = decoded - pair.user_length - 1;
    if (cs_has(session, CS_FAULT_CREDENTIALS_CUT) && pair.password_length > strlen(session->config->password))
        pair.password_length = strlen(session->config->password);
    return compare(session, &pair);
}

/* Text of Basic credentials, split at its first colon (RFC 7617 section 2). */
static enum cs_refusal check_token(const struct cs_session *session, const char *token, size_t length)
{
    char text[CREDENTIALS_MAX];
    struct cs_findings findings = {0};
    struct cs_span user, password;
    struct pair pair;

    if (is_lenient(session))
        return check_leniently(session, token, length);
    if (cs_basic_decode(token, length, 0, text, sizeof(text), &user, &password, &findings) != CS_COMPLETE)
        return CS_REFUSE_UNKNOWN_USER;
    pair = (struct pair){text + user.start, user.length, text + password.start, password.length};
    if (cs_has(session, CS_FAULT_LAST_COLON_PASSWORD)) {
        const char *last = memrchr(text, ':', password.start + password.length);
        pair.user_length = (size_t)(last - text);
        pair.password = last + 1;
        pair.password_length = password.start + password.length - pair.user_length - 1;
    }
    return compare(session, &pair);
}

static bool scheme_is_known(const struct cs_session *session, const char *value, const struct cs_credentials *sent)
{
    size_t after = sent->scheme_name.start + sent->scheme_name.length;

    if (cs_has(session, CS_FAULT_SCHEME_CASE) && strncmp(value + sent->scheme_name.start, "Basic", 5) != 0)
        return false;
    if (cs_has(session, CS_FAULT_ONE_SPACE) && sent->token68.start != after + 1)
        return false;
    return sent->scheme == CS_SCHEME_BASIC;
}

static enum cs_refusal check_value(const struct cs_session *session, struct cs_span span)
{
    const char *value = session->in.data + span.start;
    struct cs_findings findings = {0};
    struct cs_credentials sent;
    enum cs_answer answer;

    if (session->config->nonces != NULL &&
        !(cs_has(session, CS_FAULT_BASIC_BESIDE_DIGEST) && span.length > 6 && strncasecmp(value, "Basic ", 6) == 0))
        return cs_session_check_digest(session, value, span.length);
    answer = cs_credentials_parse(value, span.length, 0, &sent, &findings);
    if (cs_has(session, CS_FAULT_OTHER_SCHEME) && sent.scheme != CS_SCHEME_BASIC && sent.scheme_name.length > 0)
        return CS_REFUSE_NOTHING;
    if (cs_has(session, CS_FAULT_TOKEN_JUNK) && span.length > 6 && strncasecmp(value, "Basic ", 6) == 0)
        return check_token(session, value + 6, span.length - 6);
    if ((answer != CS_COMPLETE && !is_lenient(session)) || !scheme_is_known(session, value, &sent))
        return CS_REFUSE_UNKNOWN_USER;
    return check_token(session, value + sent.token68.start, sent.token68.length);
}

/* The faulty ways to find credentials elsewhere. */
static enum cs_refusal check_others(const struct cs_session *session)
{
    enum cs_refusal refusal = CS_REFUSE_CREDENTIALS;
    struct cs_span value;

    if (cs_has(session, CS_FAULT_AUTH_IGNORED) && session->request.credentials_count == 0)
        refusal = CS_REFUSE_NOTHING;
    if (cs_has(session, CS_FAULT_AUTHORIZATION_FIELD) && cs_session_field(session, "authorization", 0, &value))
        refusal = check_value(session, value);
    for (size_t i = 0; cs_has(session, CS_FAULT_ANY_CREDENTIALS) && refusal != CS_REFUSE_NOTHING &&
                       cs_session_field(session, "proxy-authorization", i, &value);
         i++)
        refusal = check_value(session, value);
    if (cs_has(session, CS_FAULT_AUTH_PER_CONNECTION) && session->fault.authenticated)
        refusal = CS_REFUSE_NOTHING;
    if (cs_has(session, CS_FAULT_AUTH_STICKS) && session->config->memory != NULL &&
        session->config->memory->authenticated)
        refusal = CS_REFUSE_NOTHING;
    return refusal;
}

enum cs_refusal cs_session_authenticate(struct cs_session *session)
{
    enum cs_refusal refusal = CS_REFUSE_CREDENTIALS;
    struct cs_span value;

    if (session->config->user == NULL)
        return CS_REFUSE_NOTHING;
    if (cs_session_field(session, "proxy-authorization", 0, &value))
        refusal = check_value(session, value);
    if (refusal != CS_REFUSE_NOTHING && check_others(session) == CS_REFUSE_NOTHING)
        refusal = CS_REFUSE_NOTHING;
    session->fault.authenticated |= refusal == CS_REFUSE_NOTHING;
    if (refusal == CS_REFUSE_NOTHING && session->config->memory != NULL)
        session->config->memory->authenticated = true;
    return refusal;
}
