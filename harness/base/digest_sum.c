#include "harness/base/digest_sum.h"

#include <string.h>
#include <strings.h>

#include "harness/base/buffer.h"

bool cs_digest_join(const char *algorithm, const char *const *texts, char out[CS_HASH_HEX_MAX])
{
    struct cs_buffer joined = {0};
    bool good = true;

    for (size_t i = 0; good && texts[i] != NULL; i++)
        good = (i == 0 || cs_buffer_add(&joined, ":", 1)) && cs_buffer_add_text(&joined, texts[i]);
    good = good && cs_hash_hex(algorithm, joined.data == NULL ? "" : joined.data, joined.length, out);
    cs_buffer_free(&joined);
    return good;
}

static bool is_session(const char *algorithm)
{
    size_t length = strlen(algorithm);

    return length > 5 && strcasecmp(algorithm + length - 5, "-sess") == 0;
}

bool cs_digest_sum_secret(const struct cs_digest_sum *sum, char out[CS_HASH_HEX_MAX])
{
    const char *const account[] = {sum->user, sum->realm, sum->password, NULL};
    const char *const session[] = {out, sum->nonce, sum->cnonce, NULL};

    return cs_digest_join(sum->algorithm, account, out) &&
           (!is_session(sum->algorithm) || cs_digest_join(sum->algorithm, session, out));
}

bool cs_digest_sum_response(const struct cs_digest_sum *sum, const char *secret, char out[CS_HASH_HEX_MAX])
{
    static const char *const nothing[] = {"", NULL};
    char content[CS_HASH_HEX_MAX], request[CS_HASH_HEX_MAX];
    bool whole = sum->qop != NULL && strcasecmp(sum->qop, "auth-int") == 0;
    const char *const action[] = {sum->method, sum->uri, whole ? content : NULL, NULL};
    const char *const counted[] = {secret, sum->nonce, sum->count, sum->cnonce, sum->qop, request, NULL};
    const char *const plain[] = {secret, sum->nonce, request, NULL};

    return cs_digest_join(sum->algorithm, nothing, content) && cs_digest_join(sum->algorithm, action, request) &&
           cs_digest_join(sum->algorithm, sum->qop == NULL ? plain : counted, out);
}
