#include "harness/engine/keys.h"

#include <stdlib.h>

struct cs_keys {
    struct cs_certificate_authority *authority;
    struct cs_certificate_authority *own; /* the same, or NULL where it is borrowed */
    char *pem;
    struct cs_identity identities[CS_CERTIFICATE_KINDS];
    bool made[CS_CERTIFICATE_KINDS];                      /* of |identities| */
    struct cs_tls_context *servers[CS_CERTIFICATE_KINDS]; /* NULL: not needed yet */
};

struct cs_keys *cs_keys_new(struct cs_certificate_authority *authority)
{
    struct cs_keys *keys = calloc(1, sizeof(*keys));

    if (keys == NULL)
        return NULL;
    if (authority == NULL)
        keys->own = cs_certificate_authority_new();
    keys->authority = authority != NULL ? authority : keys->own;
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
        cs_tls_context_free(keys->servers[i]);
        if (keys->made[i])
            cs_identity_free(&keys->identities[i]);
    }
    cs_certificate_authority_free(keys->own);
    free(keys->pem);
    free(keys);
}

const char *cs_keys_authority(const struct cs_keys *keys)
{
    return keys->pem;
}

X509 *cs_keys_root(const struct cs_keys *keys)
{
    return cs_certificate_authority_root(keys->authority);
}

/* -1: there is no such kind. */
static int kind_of(const char *name)
{
    return name[0] == '\0' ? CS_CERTIFICATE_GOOD : cs_certificate_kind_by_name(name);
}

const struct cs_identity *cs_keys_identity(struct cs_keys *keys, const char *kind)
{
    int index = kind_of(kind);

    if (index < 0)
        return NULL;
    keys->made[index] = keys->made[index] || cs_identity_make(keys->authority, (enum cs_certificate_kind)index,
                                                              CS_KEYS_NAMES, &keys->identities[index]);
    return keys->made[index] ? &keys->identities[index] : NULL;
}

struct cs_tls_context *cs_keys_server(struct cs_keys *keys, const char *kind)
{
    const struct cs_identity *identity = cs_keys_identity(keys, kind);
    const struct cs_tls_options options = {.server = true, .identity = identity};
    struct cs_tls_context **server;

    if (identity == NULL)
        return NULL;
    server = &keys->servers[identity - keys->identities];
    if (*server == NULL)
        *server = cs_tls_context_new(&options);
    return *server;
}

struct cs_tls_context *cs_keys_server_for(const struct cs_keys *keys, const char *kind, const char *names,
                                          const char *alpn)
{
    struct cs_identity identity;
    const struct cs_tls_options options = {.server = true, .identity = &identity, .alpn = alpn};
    int index = kind_of(kind);
    struct cs_tls_context *server;

    if (index < 0 || !cs_identity_make(keys->authority, (enum cs_certificate_kind)index, names, &identity))
        return NULL;
    server = cs_tls_context_new(&options);
    cs_identity_free(&identity);
    return server;
}
