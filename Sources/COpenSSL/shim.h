#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// EVP_Q_mac takes C strings and returns a pointer; in C the names need no conversion and the status is an int.
static inline int assay_hmac_sha256(const void *key, size_t key_size, const void *message, size_t message_size,
                                    unsigned char *output, size_t output_size) {
  size_t written = 0;
  const unsigned char empty = 0;
  const unsigned char *bytes = message ? (const unsigned char *)message : &empty;
  unsigned char *result = EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, key_size, bytes, message_size, output,
                                    output_size, &written);
  return result != NULL && written == output_size;
}
