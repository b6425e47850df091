#include "harness/base/hash.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* OpenSSL's name of an algorithm, NULL when there is none of that name in its first |length| bytes. */
static const char *engine_name(const char *algorithm, size_t length)
{
    static const struct {
        const char *name;
        const char *engine;
    } known[] = {{"MD5", "MD5"}, {"SHA-256", "SHA256"}, {"SHA-512-256", "SHA512-256"}};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strlen(known[i].name) == length && strncasecmp(known[i].name, algorithm, length) == 0)
            return known[i].engine;
    return NULL;
}

bool cs_hash_knows(const char *algorithm)
{
    return engine_name(algorithm, strlen(algorithm)) != NULL;
}

bool cs_hash_hex(const char *algorithm, const char *text, size_t length, char out[CS_HASH_HEX_MAX])
{
    size_t name = strlen(algorithm);
    bool session = name > 5 && strcasecmp(algorithm + name - 5, "-sess") == 0;
    const char *engine = engine_name(algorithm, session ? name - 5 : name);
    unsigned char digest[EVP_MAX_MD_SIZE];
    size_t size = 0;

    if (engine == NULL || EVP_Q_digest(NULL, engine, NULL, text, length, digest, &size) != 1 ||
        size * 2 >= CS_HASH_HEX_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
    return true;
}
