#include "harness/scenario/role.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "reference/testing.h"
#include "reports/fact_words.h"

static void test_names(void)
{
    size_t count = 0;

    for (; cs_roles[count].name != NULL; count++)
        CU_ASSERT_STRING_EQUAL(cs_roles[count].name, cs_role_names[count]);
    CU_ASSERT_PTR_NULL(cs_role_names[count]);
    CU_ASSERT_PTR_EQUAL(cs_role_find(""), &cs_roles[0]);
    CU_ASSERT_PTR_EQUAL(cs_role_find("origin"), &cs_roles[2]);
    CU_ASSERT_PTR_NULL(cs_role_find("parent"));
}

static void test_seats(void)
{
    static const struct {
        const char *role, *actor;
        bool there;
        enum cs_seat seat;
        unsigned number;
    } rows[] = {
        {"proxy", "client", true, CS_SEAT_DIALS, 1},      {"proxy", "client9", true, CS_SEAT_DIALS, 9},
        {"proxy", "origin2", true, CS_SEAT_ARRIVES, 2},   {"proxy", "client1", false, CS_SEAT_DIALS, 0},
        {"proxy", "client10", false, CS_SEAT_DIALS, 0},   {"proxy", "program", false, CS_SEAT_DIALS, 0},
        {"client", "program", true, CS_SEAT_PROGRAM, 1},  {"client", "program2", false, CS_SEAT_DIALS, 0},
        {"client", "proxy3", true, CS_SEAT_ARRIVES, 3},   {"client", "client", false, CS_SEAT_DIALS, 0},
        {"origin", "backend", true, CS_SEAT_ARRIVES, 1},  {"origin", "client2", true, CS_SEAT_DIALS, 2},
        {"origin", "clientele", false, CS_SEAT_DIALS, 0}, {"proxy", "udp", true, CS_SEAT_ARRIVES, 1},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        unsigned number = 0;
        const struct cs_seat_words *words = cs_role_seat(cs_role_find(rows[i].role), rows[i].actor, &number);

        CU_ASSERT_EQUAL(words != NULL, rows[i].there);
        CU_ASSERT_EQUAL(number, rows[i].number);
        if (words != NULL)
            CU_ASSERT_EQUAL(words->seat, rows[i].seat);
    }
}

static void test_description(void)
{
    char text[160];

    cs_role_describe(cs_role_find("client"), text, sizeof(text));
    CU_ASSERT_STRING_EQUAL(text,
                           "program, proxy, proxy2 ... proxy9, inner, inner2 ... inner9, origin, origin2 ... origin9");
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"names", test_names},
        {"seats", test_seats},
        {"description", test_description},
    };

    return cs_run_tests("role", tests, CS_COUNT(tests));
}
