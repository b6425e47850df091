/* One more row of each list.  Everything that one_row links is compiled with this in front (-include). */
#ifndef CONNECTSPEC_ONE_ROW_ROWS_H
#define CONNECTSPEC_ONE_ROW_ROWS_H

#define CS_FACT_LIST_MORE(X)                                                                                           \
    X(FLAG, sings, 1, NULL, "sings", WHEN_SET, "sings", "song", "needs a target that sings (--has song)", "it sings")
#define CS_LISTENER_LIST_MORE(X) X("attic", CS_AT_OTHER, CS_ON_ORIGIN_PORT)
#define CS_VARIABLE_LIST_MORE(X) X("tune", "la", "song", "attic", "only who sings has it; add `needs: [song]`")

#endif
