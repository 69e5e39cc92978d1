/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "signer.h"

#include <errno.h>
#include <sodium.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

_Static_assert(KEY_SIZE == crypto_sign_ed25519_PUBLICKEYBYTES, "a public key");
_Static_assert(SIGNATURE_SIZE == crypto_sign_ed25519_BYTES, "a signature");

/* All that may never leave the process. */
struct secret_keys {
	unsigned char present[crypto_sign_ed25519_SECRETKEYBYTES]; /* of the block to come */
	unsigned char next[crypto_sign_ed25519_SECRETKEYBYTES];
	unsigned char seed[crypto_sign_ed25519_SEEDBYTES];
};

/* What is signed of a block. */
struct signed_message {
	unsigned char context[sizeof(SIGNED_CONTEXT) - 1];
	unsigned char first_key[KEY_SIZE];
	unsigned char digest[crypto_hash_sha512_BYTES];
};
_Static_assert(sizeof(struct signed_message) == sizeof(SIGNED_CONTEXT) - 1 + KEY_SIZE + crypto_hash_sha512_BYTES,
	       "without gaps");

/*
 * libsodium computes with a secret on its stack, and erases most of that, but not what it multiplies with. Its deepest
 * call takes less than half of this. (Registers, which hold parts of it while it computes, are overwritten by what follows.)
 */
#define STACK_OF_LIBRARY (16 * 1024)

static int make_key(struct secret_keys *secrets, unsigned char *secret, unsigned char *public)
{
	ssize_t n;

	/* Not by the library, which ends the process where the kernel gives nothing. */
	do
		n = getrandom(secrets->seed, sizeof(secrets->seed), 0);
	while (n < 0 && errno == EINTR);
	if (n != sizeof(secrets->seed))
		return n < 0 ? -errno : -EIO;
	crypto_sign_ed25519_seed_keypair(public, secret, secrets->seed);
	sodium_memzero(secrets->seed, sizeof(secrets->seed));
	sodium_stackzero(STACK_OF_LIBRARY);
	return 0;
}

int signer__open(struct signer *signer)
{
	size_t size = sizeof(*signer->secrets);
	void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int error;

	signer->secrets = NULL;
	if (page == MAP_FAILED)
		return -errno;
	if (mlock(page, size) || madvise(page, size, MADV_DONTDUMP) || madvise(page, size, MADV_WIPEONFORK))
		error = -errno;
	else
		error = sodium_init() < 0 ? -EIO : make_key(page, ((struct secret_keys *)page)->present, signer->first_key);
	if (error)
		munmap(page, size);
	else
		signer->secrets = page;
	return error;
}

void signer__tell(const struct signer *signer, char text[SIGNER_KEY_LENGTH])
{
	sodium_bin2hex(text, SIGNER_KEY_LENGTH, signer->first_key, sizeof(signer->first_key));
}

/* Over what stands before the signature, but for the checksum, which is made last. */
static void digest_block(unsigned char *digest, const struct block_header *header, const void *payload, size_t size,
			 const struct signature_extension *extension)
{
	crypto_hash_sha512_state state;

	crypto_hash_sha512_init(&state);
	crypto_hash_sha512_update(&state, (const void *)header, offsetof(struct block_header, checksum));
	crypto_hash_sha512_update(&state, payload, size);
	crypto_hash_sha512_update(&state, (const void *)extension, offsetof(struct signature_extension, signature));
	crypto_hash_sha512_final(&state, digest);
}

int signer__sign(struct signer *signer, const struct block_header *header, const void *payload, size_t size, bool is_last,
		 struct signature_extension *extension)
{
	struct secret_keys *secrets = signer->secrets;
	struct signed_message message;
	int error;

	if (!secrets)
		return -ENOKEY;
	*extension = (struct signature_extension){
		.type = EXTENSION_SIGNATURE,
		.size = sizeof(*extension) - offsetof(struct signature_extension, next_key),
	};
	/* First: a block that nothing could follow is not signed. */
	error = is_last ? 0 : make_key(secrets, secrets->next, extension->next_key);
	if (error)
		return error;
	memcpy(message.context, SIGNED_CONTEXT, sizeof(message.context));
	memcpy(message.first_key, signer->first_key, sizeof(message.first_key));
	digest_block(message.digest, header, payload, size, extension);
	crypto_sign_ed25519_detached(extension->signature, NULL, (const void *)&message, sizeof(message), secrets->present);
	/* Before the block is written: who finds it in the file finds nothing any more that could have signed another one. */
	sodium_memzero(secrets->present, sizeof(secrets->present));
	sodium_stackzero(STACK_OF_LIBRARY);
	if (is_last) {
		signer__close(signer);
		return 0;
	}
	memcpy(secrets->present, secrets->next, sizeof(secrets->present));
	sodium_memzero(secrets->next, sizeof(secrets->next));
	return 0;
}

void signer__close(struct signer *signer)
{
	if (!signer->secrets)
		return;
	sodium_memzero(signer->secrets, sizeof(*signer->secrets));
	munmap(signer->secrets, sizeof(*signer->secrets));
	signer->secrets = NULL;
}
