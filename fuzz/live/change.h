/* Changed dialogues: bytes, cuts, speech, ends and tunnels. */
#ifndef CONNECTSPEC_LIVE_CHANGE_H
#define CONNECTSPEC_LIVE_CHANGE_H

#include "fuzz/live/dialogue.h"
#include "fuzz/live/random.h"

/* A tidy dialogue made of |from|, and of |other| (which may be the same); NULL without memory or where nothing is
 * left. */
struct cs_dialogue *cs_dialogue_change(const struct cs_dialogue *from, const struct cs_dialogue *other,
                                       struct cs_random *random);

/* Whether its bytes could lead to an address of another case: a made-up address that was broken up.  Such a dialogue is
 * not for use. */
bool cs_dialogue_strays(const struct cs_dialogue *dialogue);

/* Whether some made-up value in it stands for a variable of that name, or for something made of it. */
bool cs_dialogue_mentions(const struct cs_dialogue *dialogue, const char *variable);

/* Takes the made-up credentials out, for a target that asks for none: where they stand a case has nothing. */
void cs_dialogue_without_credentials(struct cs_dialogue *dialogue);

#endif
