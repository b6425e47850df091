#include "reference/varint.h"

#include "reference/testing.h"

/* The examples of RFC 9000 appendix A.1 and the edges of each width. */
static const struct {
    const char *bytes;
    size_t length;
    uint64_t value;
    bool shortest;
} numbers[] = {
    {"\xc2\x19\x7c\x5e\xff\x14\xe8\x8c", 8, UINT64_C(151288809941952652), true},
    {"\x9d\x7f\x3e\x7d", 4, 494878333, true},
    {"\x7b\xbd", 2, 15293, true},
    {"\x25", 1, 37, true},
    {"\x40\x25", 2, 37, false},
    {"\0", 1, 0, true},
    {"\x3f", 1, 63, true},
    {"\x40\x40", 2, 64, true},
    {"\x7f\xff", 2, 16383, true},
    {"\x80\0\x40\0", 4, 16384, true},
    {"\xbf\xff\xff\xff", 4, 1073741823, true},
    {"\xc0\0\0\0\x40\0\0\0", 8, 1073741824, true},
    {"\xff\xff\xff\xff\xff\xff\xff\xff", 8, CS_VARINT_MAX, true},
    {"\x80\0\0\0", 4, 0, false},
    {"\xc0\0\0\0\0\0\0\x01", 8, 1, false},
};

static void reading(void)
{
    for (size_t i = 0; i < CS_COUNT(numbers); i++) {
        for (size_t length = 0; length <= numbers[i].length; length++) {
            char *copy = cs_supervised_copy(numbers[i].bytes, length);
            uint64_t value = 4711;
            size_t used = cs_varint_read(copy, length, &value);

            CU_ASSERT_EQUAL(used, length == numbers[i].length ? length : 0);
            CU_ASSERT_EQUAL(value, length == numbers[i].length ? numbers[i].value : 4711);
            cs_supervised_free(copy, length);
        }
    }
}

static void reading_stops_behind_the_number(void)
{
    uint64_t value;

    CU_ASSERT_EQUAL(cs_varint_read("\x40\x25\xff\xff", 4, &value), 2);
    CU_ASSERT_EQUAL(value, 37);
}

static void writing(void)
{
    for (size_t i = 0; i < CS_COUNT(numbers); i++) {
        char out[CS_VARINT_BYTES_MAX];

        CU_ASSERT_EQUAL(cs_varint_write_wide(out, numbers[i].value, numbers[i].length), numbers[i].length);
        CU_ASSERT_EQUAL(memcmp(out, numbers[i].bytes, numbers[i].length), 0);
        CU_ASSERT_EQUAL(cs_varint_write(out, numbers[i].value) == numbers[i].length, numbers[i].shortest);
    }
}

static void what_cannot_be_written(void)
{
    static const struct {
        uint64_t value;
        size_t width;
    } bad[] = {{64, 1}, {16384, 2}, {1073741824, 4}, {CS_VARINT_MAX + 1, 8}, {UINT64_MAX, 8}, {0, 0}, {0, 3},
               {0, 7},  {0, 9},     {0, 16}};
    char out[CS_VARINT_BYTES_MAX] = "untouch";

    for (size_t i = 0; i < CS_COUNT(bad); i++)
        CU_ASSERT_EQUAL(cs_varint_write_wide(out, bad[i].value, bad[i].width), 0);
    CU_ASSERT_EQUAL(cs_varint_write(out, CS_VARINT_MAX + 1), 0);
    CU_ASSERT_STRING_EQUAL(out, "untouch");
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"reading", reading},
        {"reading stops behind the number", reading_stops_behind_the_number},
        {"writing", writing},
        {"what cannot be written", what_cannot_be_written},
    };

    return cs_run_tests("varint", tests, CS_COUNT(tests));
}
