#include "harness/embedded/proxy/nonces.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct cs_nonces {
    unsigned char key[32];
    uint64_t last; /* the number of the last one; the first is 1 */
    struct cs_nonce kept[CS_NONCES_KEPT];
};

struct cs_nonces *cs_nonces_new(void)
{
    struct cs_nonces *nonces = calloc(1, sizeof(*nonces));

    if (nonces != NULL && getrandom(nonces->key, sizeof(nonces->key), 0) == sizeof(nonces->key))
        return nonces;
    free(nonces);
    return NULL;
}

void cs_nonces_free(struct cs_nonces *nonces)
{
    free(nonces);
}

/* The number in 16 digits, then half of its keyed SHA-256. */
static void compose(const struct cs_nonces *nonces, uint64_t number, char out[CS_NONCE_MAX])
{
    unsigned char mac[EVP_MAX_MD_SIZE] = {0};

    snprintf(out, 17, "%016" PRIx64, number);
    HMAC(EVP_sha256(), nonces->key, sizeof(nonces->key), (const unsigned char *)out, 16, mac, NULL);
    for (size_t i = 0; i < 16; i++)
        snprintf(out + 16 + 2 * i, 3, "%02x", mac[i]);
}

void cs_nonces_make(struct cs_nonces *nonces, char out[CS_NONCE_MAX])
{
    nonces->last++;
    nonces->kept[nonces->last % CS_NONCES_KEPT] = (struct cs_nonce){.number = nonces->last};
    compose(nonces, nonces->last, out);
}

struct cs_nonce *cs_nonces_find(struct cs_nonces *nonces, const char *text, size_t length)
{
    char digits[17] = "";
    char right[CS_NONCE_MAX];
    struct cs_nonce *found;
    uint64_t number;

    if (length != CS_NONCE_MAX - 1)
        return NULL;
    memcpy(digits, text, 16);
    number = strtoull(digits, NULL, 16);
    compose(nonces, number, right);
    found = &nonces->kept[number % CS_NONCES_KEPT];
    return CRYPTO_memcmp(text, right, length) == 0 && found->number == number ? found : NULL;
}
