/* The low-level SHA-256 calls are marked deprecated since OpenSSL 3.0, yet they are the only ones that need neither an
 * allocation nor a lookup of the algorithm for each message, and they are present in every 3.x. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
