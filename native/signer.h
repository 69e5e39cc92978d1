/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys of the event log: each block is signed by a key of its own, which is gone before the block can be read. Who takes
 * the collector over has the key of the block to come, and none of those that came before.
 */
#ifndef RUNWARDEN_SIGNER_H
#define RUNWARDEN_SIGNER_H

#include <stddef.h>

#include "log_format.h"

/* Of the first key, in hex and with the NUL. */
#define SIGNER_KEY_LENGTH (2 * KEY_SIZE + 1)

struct secret_keys;

struct signer {
	/* The secret halves, in memory of their own; NULL where nothing can be signed any more. */
	struct secret_keys *secrets;
	unsigned char first_key[KEY_SIZE];
};

/*
 * Makes the first key, and the memory that the secret ones live in: it is neither swapped nor dumped, and a child finds zeros
 * there. Before the system calls are filtered. Returns 0 or -errno.
 */
int signer__open(struct signer *signer);

/* The public half of the first key, in hex. */
void signer__tell(const struct signer *signer, char text[SIGNER_KEY_LENGTH]);

/*
 * Signs a block, whose header is complete but for its checksum, and erases the key that it did so with. Of the last block no
 * other follows. Returns 0 or -errno: then it was not signed, and where no key could be made for what would follow, the last
 * block still can be.
 */
int signer__sign(struct signer *signer, const struct block_header *header, const void *payload, size_t size, bool is_last,
		 struct signature_extension *extension);

/* Erases all keys: nothing is signed any more. */
void signer__close(struct signer *signer);

#endif
