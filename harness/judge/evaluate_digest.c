/* Whether Digest credentials that came sign what they say (RFC 7616 section 3.4.1). */
#include <string.h>
#include <strings.h>

#include "harness/base/digest_sum.h"
#include "harness/base/hash.h"
#include "harness/judge/evaluate.h"
#include "reference/credentials.h"

#define VALUE_MAX 1024

/* Copies a parameter as it stands between its quotes; "" where it is not there, or too long. */
static const char *copy(const char *text, const struct cs_credentials *sent, const char *name, char out[VALUE_MAX])
{
    const struct cs_auth_param *param = cs_auth_param_find(text, 0, sent->params, sent->param_count, name);
    size_t length = param == NULL || param->value.length >= VALUE_MAX ? 0 : param->value.length;

    if (length > 0)
        memcpy(out, text + param->value.start, length);
    out[length] = '\0';
    return out;
}

static bool signs(const char *text, const struct cs_credentials *sent, const struct cs_policy *policy)
{
    char realm[VALUE_MAX], nonce[VALUE_MAX], uri[VALUE_MAX], cnonce[VALUE_MAX], count[VALUE_MAX], qop[VALUE_MAX];
    char algorithm[VALUE_MAX], response[VALUE_MAX], secret[CS_HASH_HEX_MAX], right[CS_HASH_HEX_MAX];
    struct cs_digest_sum sum = {
        .algorithm = copy(text, sent, "algorithm", algorithm),
        .user = policy->user,
        .password = policy->password,
        .realm = copy(text, sent, "realm", realm),
        .nonce = copy(text, sent, "nonce", nonce),
        .uri = copy(text, sent, "uri", uri),
        .cnonce = copy(text, sent, "cnonce", cnonce),
        .count = copy(text, sent, "nc", count),
        .qop = copy(text, sent, "qop", qop),
        .method = "CONNECT",
    };

    if (algorithm[0] == '\0')
        sum.algorithm = "MD5";
    if (qop[0] == '\0')
        sum.qop = NULL;
    return cs_digest_sum_secret(&sum, secret) && cs_digest_sum_response(&sum, secret, right) &&
           strcasecmp(right, copy(text, sent, "response", response)) == 0;
}

void cs_evaluate_digest(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    const struct cs_message *found = cs_evaluated_message(facts, condition, out);
    struct cs_findings findings = {.count = 0};
    struct cs_credentials sent;
    struct cs_field field;
    size_t position = 0;

    while (found != NULL && cs_message_field(found, &position, &field)) {
        const char *value = found->text + field.value.start;

        if (!cs_field_is(found->text, &field, "proxy-authorization"))
            continue;
        (void)cs_credentials_parse(value, field.value.length, 0, &sent, &findings);
        if (sent.scheme != CS_SCHEME_DIGEST)
            continue;
        if (!signs(value, &sent, facts->plan->policy))
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_SIGNED, "%s", "");
        return;
    }
    if (found != NULL)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_REQUEST_LACKS, "%s", "Proxy-Authorization: Digest");
}
