#include "harness/embedded/proxy/auth.h"

#include <string.h>
#include <strings.h>

#include "harness/embedded/proxy/fault_auth.h"

#define CREDENTIALS_MAX 1024

struct pair {
    struct cs_span user, password; /* in |text| */
    const char *text;
};

/* In a time that depends on the length alone of what the client sent. */
static bool same(const char *text, struct cs_span sent, const char *right)
{
    size_t right_length = strlen(right);
    unsigned char difference = sent.length != right_length;

    for (size_t i = 0; i < sent.length; i++)
        difference |= (unsigned char)(text[sent.start + i] ^ right[i < right_length ? i : right_length]);
    return difference == 0;
}

static enum cs_refusal compare(const struct cs_asked *asked, const struct pair *pair)
{
    bool user = same(pair->text, pair->user, asked->config->user);
    bool password = same(pair->text, pair->password, asked->config->password);

    user = user || cs_fault_user_passes(asked, pair->text, pair->user);
    password = password || cs_fault_password_passes(asked, pair->text, pair->password);
    if ((user && password) || cs_fault_is_guest(asked, pair->text, pair->user))
        return CS_REFUSE_NOTHING;
    return user ? CS_REFUSE_CREDENTIALS : CS_REFUSE_UNKNOWN_USER;
}

/* Text of Basic credentials, split at its first colon (RFC 7617 section 2). */
static enum cs_refusal check_token(const struct cs_asked *asked, const char *token, size_t length)
{
    char text[CREDENTIALS_MAX];
    struct cs_findings findings = {0};
    struct pair pair = {.text = text};

    if (cs_basic_decode(token, length, 0, text, sizeof(text), &pair.user, &pair.password, &findings) != CS_COMPLETE)
        return CS_REFUSE_UNKNOWN_USER;
    cs_fault_rereads_password(asked, text, &pair.password);
    return compare(asked, &pair);
}

static enum cs_refusal check_value(const struct cs_asked *asked, struct cs_span span)
{
    const char *value = asked->message.text + span.start;
    struct cs_findings findings = {0};
    struct cs_credentials sent;
    enum cs_answer answer;

    if (asked->config->nonces != NULL && !cs_fault_takes_basic(asked, value, span.length))
        return cs_check_digest(asked, value, span.length);
    answer = cs_credentials_parse(value, span.length, 0, &sent, &findings);
    if (cs_fault_takes_scheme(asked, &sent))
        return CS_REFUSE_NOTHING;
    if (answer != CS_COMPLETE || sent.scheme != CS_SCHEME_BASIC || cs_fault_dislikes_scheme(asked, value, &sent))
        return CS_REFUSE_UNKNOWN_USER;
    return check_token(asked, value + sent.token68.start, sent.token68.length);
}

static enum cs_refusal check_pair(const struct cs_asked *asked, const struct cs_basic_pair *read)
{
    const struct pair pair = {.text = read->text,
                              .user = {.length = read->user_length},
                              .password = {.start = read->user_length, .length = read->password_length}};

    return compare(asked, &pair);
}

/* The faulty ways to find credentials elsewhere. */
static bool passes_elsewhere(const struct cs_asked *asked)
{
    struct cs_span value;

    if (cs_fault_needs_none(asked))
        return true;
    if (cs_has(asked->config, CS_FAULT_AUTHORIZATION_FIELD) && cs_asked_field(asked, "authorization", 0, &value))
        return check_value(asked, value) == CS_REFUSE_NOTHING;
    for (size_t i = 0;
         cs_has(asked->config, CS_FAULT_ANY_CREDENTIALS) && cs_asked_field(asked, "proxy-authorization", i, &value);
         i++)
        if (check_value(asked, value) == CS_REFUSE_NOTHING)
            return true;
    return false;
}

enum cs_refusal cs_authenticate(const struct cs_asked *asked)
{
    enum cs_refusal refusal = CS_REFUSE_CREDENTIALS;
    struct cs_basic_pair misread;
    struct cs_span value;

    if (asked->config->user == NULL)
        return CS_REFUSE_NOTHING;
    if (cs_fault_reads_pair(asked, &misread))
        refusal = check_pair(asked, &misread);
    else if (cs_asked_field(asked, "proxy-authorization", 0, &value))
        refusal = check_value(asked, value);
    if (refusal != CS_REFUSE_NOTHING && passes_elsewhere(asked))
        refusal = CS_REFUSE_NOTHING;
    if (refusal == CS_REFUSE_NOTHING && asked->config->memory != NULL)
        asked->config->memory->authenticated = true;
    return refusal;
}
