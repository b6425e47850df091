#include "harness/engine/keys.h"

#include <stdlib.h>

/* What cases call their origins. */
#define NAMES "origin.test,other.test,localhost,127.0.0.1,::1"

struct cs_keys {
    struct cs_certificate_authority *authority;
    char *pem;
    struct cs_identity identities[CS_CERTIFICATE_KINDS];
    struct cs_tls_context *servers[CS_CERTIFICATE_KINDS]; /* NULL: not needed yet */
};

struct cs_keys *cs_keys_new(void)
{
    struct cs_keys *keys = calloc(1, sizeof(*keys));

    if (keys == NULL)
        return NULL;
    keys->authority = cs_certificate_authority_new();
    keys->pem = keys->authority == NULL ? NULL : cs_certificate_authority_pem(keys->authority);
    if (keys->pem != NULL)
        return keys;
    cs_keys_free(keys);
    return NULL;
}

void cs_keys_free(struct cs_keys *keys)
{
    if (keys == NULL)
        return;
    for (int i = 0; i < CS_CERTIFICATE_KINDS; i++) {
        if (keys->servers[i] == NULL)
            continue;
        cs_tls_context_free(keys->servers[i]);
        cs_identity_free(&keys->identities[i]);
    }
    cs_certificate_authority_free(keys->authority);
    free(keys->pem);
    free(keys);
}

const char *cs_keys_authority(const struct cs_keys *keys)
{
    return keys->pem;
}

struct cs_tls_context *cs_keys_server(struct cs_keys *keys, const char *kind)
{
    int index = kind[0] == '\0' ? CS_CERTIFICATE_GOOD : cs_certificate_kind_by_name(kind);
    struct cs_tls_options options = {.server = true};

    if (index < 0)
        return NULL;
    options.identity = &keys->identities[index];
    if (keys->servers[index] == NULL &&
        cs_identity_make(keys->authority, (enum cs_certificate_kind)index, NAMES, &keys->identities[index])) {
        keys->servers[index] = cs_tls_context_new(&options);
        if (keys->servers[index] == NULL)
            cs_identity_free(&keys->identities[index]);
    }
    return keys->servers[index];
}
