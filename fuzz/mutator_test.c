#include "fuzz/mutator.h"

#include <stdbool.h>
#include <stdlib.h>

#include "fuzz/pack.h"
#include "reference/testing.h"

static const char message[] = "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\nContent-Length: 5\r\n\r\nabcde";

static void test_same_seed(void)
{
    uint8_t one[512], two[512];
    size_t changed = 0;

    for (uint64_t seed = 0; seed < 2000; seed++) {
        size_t size = strlen(message);
        size_t again = strlen(message);

        memcpy(one, message, size);
        memcpy(two, message, size);
        size = cs_mutate(one, size, sizeof(one), seed);
        again = cs_mutate(two, again, sizeof(two), seed);
        CU_ASSERT(size == again && size <= sizeof(one) && memcmp(one, two, size) == 0);
        changed += size != strlen(message) || memcmp(one, message, size) != 0;
    }
    CU_ASSERT(changed > 1800);
}

/* Any bytes in any room: nothing outside is read or written (AddressSanitizer and the guard page look on). */
static void test_any_input(void)
{
    for (uint64_t seed = 0; seed < 20000; seed++) {
        size_t max = seed % 97;
        size_t size = max == 0 ? 0 : seed / 97 % (max + 1);
        uint8_t *data = malloc(max == 0 ? 1 : max);

        CU_ASSERT_PTR_NOT_NULL_FATAL(data);
        for (size_t i = 0; i < size; i++)
            data[i] = (uint8_t)(seed % 3 == 0 ? seed * 31 + i * 7 : (unsigned char)message[i % strlen(message)]);
        CU_ASSERT(cs_mutate(data, size, max, seed) <= max);
        free(data);
    }
}

static void test_cross(void)
{
    static const char other[] = "HTTP/1.1 200 OK\r\nX: y\r\n\r\n";
    char *left = cs_supervised_copy(message, strlen(message));
    char *right = cs_supervised_copy(other, strlen(other));
    bool mixed = false;

    for (uint64_t seed = 0; seed < 2000; seed++) {
        size_t max = seed % 200;
        uint8_t *out = malloc(max == 0 ? 1 : max);
        size_t size = cs_cross((uint8_t *)left, strlen(message), (uint8_t *)right, strlen(other), out, max, seed);

        CU_ASSERT(size <= max);
        mixed = mixed || (memmem(out, size, "Host", 4) != NULL && memmem(out, size, "X: y", 4) != NULL);
        CU_ASSERT(cs_cross(out, 0, (uint8_t *)right, 0, out, 0, seed) == 0);
        free(out);
    }
    CU_ASSERT(mixed);
    cs_supervised_free(left, strlen(message));
    cs_supervised_free(right, strlen(other));
}

/* What the words are for: a mutated request meets each of these before long. */
static void test_reaches(void)
{
    static const char *const wanted[] = {"65979",  "[::ffff:127.0.0.1]", "chunked", "Proxy-Authorization: Digest",
                                         "\r\n\t", "user:pass@",         "\"open",  "4294967739",
                                         "%2F"};

    for (size_t i = 0; i < CS_COUNT(wanted); i++) {
        uint8_t data[1024];
        bool met = false;

        for (uint64_t seed = 0; !met && seed < 20000; seed++) {
            size_t size = strlen(message);

            memcpy(data, message, size);
            size = cs_mutate(data, size, sizeof(data), seed);
            met = memmem(data, size, wanted[i], strlen(wanted[i])) != NULL;
        }
        if (!met)
            CU_FAIL(wanted[i]);
    }
}

static void test_packs(void)
{
    static const char *const parts[] = {"one", "", "three"};
    uint8_t pack[64];
    size_t used = 0;
    struct cs_unpacker unpacker;
    const uint8_t *part;
    size_t size;

    for (size_t i = 0; i < CS_COUNT(parts); i++)
        CU_ASSERT(cs_pack_add(pack, &used, sizeof(pack), (const uint8_t *)parts[i], strlen(parts[i])));
    CU_ASSERT_EQUAL(used, 5 + 2 + 3 + 2 + 2 + 5);
    CU_ASSERT_FALSE(cs_pack_add(pack, &used, used + 3, (const uint8_t *)"ab", 2));
    cs_unpack(&unpacker, pack, used);
    for (size_t i = 0; i < CS_COUNT(parts); i++)
        CU_ASSERT(cs_unpack_next(&unpacker, &part, &size) && size == strlen(parts[i]) &&
                  memcmp(part, parts[i], size) == 0);
    CU_ASSERT_FALSE(cs_unpack_next(&unpacker, &part, &size));
    cs_unpack(&unpacker, pack, used - 2); /* cut short */
    for (int i = 0; i < 3; i++)
        CU_ASSERT(cs_unpack_next(&unpacker, &part, &size));
    CU_ASSERT(size == 3 && !cs_unpack_next(&unpacker, &part, &size));
    cs_unpack(&unpacker, (const uint8_t *)"plain", 5);
    CU_ASSERT(cs_unpack_next(&unpacker, &part, &size) && size == 5 && !cs_unpack_next(&unpacker, &part, &size));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"the same seed, the same message", test_same_seed},
        {"any input, any room", test_any_input},
        {"two messages", test_cross},
        {"what it reaches", test_reaches},
        {"packs", test_packs},
    };

    return cs_run_tests("mutator", tests, CS_COUNT(tests));
}
