#include "fuzz/live/breed.h"

#include <string.h>

#include "fuzz/live/change.h"

static const struct cs_dialogue *parent(const struct cs_breed *breed, struct cs_random *random)
{
    size_t young = breed->count < 64 ? breed->count : 64;

    if (cs_random_once(random, 2))
        return breed->kept[breed->count - 1 - cs_random_below(random, young)];
    return breed->kept[cs_random_below(random, breed->count)];
}

/* Answers to a challenge are for those who give one. */
static bool suits_target(const struct cs_breed *breed, const struct cs_dialogue *dialogue)
{
    if (strcmp(breed->policy->auth, "digest") != 0 && cs_dialogue_mentions(dialogue, "digest"))
        return false;
    return !cs_dialogue_strays(dialogue) && (breed->role->suits == NULL || breed->role->suits(dialogue));
}

void cs_breed_keep(struct cs_breed *breed, struct cs_dialogue *dialogue)
{
    if (dialogue == NULL || breed->count == CS_CORPUS_MAX || !suits_target(breed, dialogue))
        cs_dialogue_free(dialogue);
    else
        breed->kept[breed->count++] = dialogue;
}

/* For this target. */
static void fit(const struct cs_breed *breed, struct cs_dialogue *dialogue)
{
    const char *auth = breed->policy->auth;

    if (dialogue != NULL && (auth[0] == '\0' || strcmp(auth, "none") == 0))
        cs_dialogue_without_credentials(dialogue);
}

/* The next feature of the grammar that was not there yet, or what chance gives. */
static struct cs_dialogue *make(const struct cs_breed *breed, uint64_t number, struct cs_random *random)
{
    size_t features = breed->role->cover_count == NULL ? 0 : breed->role->cover_count();

    if (number >= breed->first && number - breed->first < features)
        return breed->role->cover((size_t)(number - breed->first));
    if (breed->count == 0 || cs_random_once(random, 3))
        return breed->role->make(random);
    return cs_dialogue_change(parent(breed, random), parent(breed, random), random);
}

struct cs_dialogue *cs_breed_make(const struct cs_breed *breed, uint64_t number)
{
    struct cs_random random = cs_random_of(breed->seed, number);

    for (int tries = 0; tries < 20; tries++) {
        struct cs_dialogue *dialogue = make(breed, number, &random);

        fit(breed, dialogue);
        if (dialogue != NULL && suits_target(breed, dialogue) && cs_dialogue_tidy(dialogue) &&
            cs_dialogue_head(dialogue, 1) != NULL)
            return dialogue;
        cs_dialogue_free(dialogue);
    }
    return NULL;
}

void cs_breed_clear(struct cs_breed *breed)
{
    while (breed->count > 0)
        cs_dialogue_free(breed->kept[--breed->count]);
}
