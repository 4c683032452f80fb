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

// EVP_EC_gen and EVP_RSA_gen are macros over a variadic function, which Swift cannot call.
static inline EVP_PKEY *assay_ec_gen(const char *curve) { return EVP_EC_gen(curve); }
static inline EVP_PKEY *assay_rsa_gen(size_t bits) { return EVP_RSA_gen(bits); }

// Keys from their numbers. OSSL_PARAM wants pointers to mutable bytes that it only reads, and names that are macros.
static inline EVP_PKEY *assay_public_key(const char *type, OSSL_PARAM *parameters) {
  EVP_PKEY *key = NULL;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
  if (context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
      EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
    key = NULL;
  }
  EVP_PKEY_CTX_free(context);
  return key;
}
// `point` is in the form of X9.62; libcrypto refuses one that is not on the curve.
static inline EVP_PKEY *assay_ec_public_key(const char *curve, const unsigned char *point, size_t size) {
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)curve, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point, size),
      OSSL_PARAM_construct_end(),
  };
  return assay_public_key("EC", parameters);
}
// The numbers are in the machine's byte order, as OSSL_PARAM has them.
static inline EVP_PKEY *assay_rsa_public_key(const unsigned char *modulus, size_t modulus_size,
                                             const unsigned char *exponent, size_t exponent_size) {
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, (unsigned char *)modulus, modulus_size),
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, (unsigned char *)exponent, exponent_size),
      OSSL_PARAM_construct_end(),
  };
  return assay_public_key("RSA", parameters);
}

// Typed stacks are inline functions over macros; these are the three operations that a chain needs.
static inline STACK_OF(X509) *assay_x509_stack_new(void) { return sk_X509_new_null(); }
static inline int assay_x509_stack_push(STACK_OF(X509) *stack, X509 *certificate) {
  return sk_X509_push(stack, certificate) > 0;
}
static inline int assay_x509_stack_count(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }
// Frees the list and leaves the certificates, which their owners free.
static inline void assay_x509_stack_free(STACK_OF(X509) *stack) { sk_X509_free(stack); }

// The same for a list of extended key usages, which is a stack of object identifiers.
static inline int assay_extended_key_usage_count(const EXTENDED_KEY_USAGE *usage) { return sk_ASN1_OBJECT_num(usage); }
static inline const ASN1_OBJECT *assay_extended_key_usage(const EXTENDED_KEY_USAGE *usage, int position) {
  return sk_ASN1_OBJECT_value(usage, position);
}
static inline void assay_extended_key_usage_free(EXTENDED_KEY_USAGE *usage) { EXTENDED_KEY_USAGE_free(usage); }

// The same for the entries of a revocation list.
static inline int assay_revoked_count(X509_CRL *list) {
  STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(list);
  return entries == NULL ? 0 : sk_X509_REVOKED_num(entries);
}
static inline const ASN1_INTEGER *assay_revoked_serial_number(X509_CRL *list, int position) {
  return X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(X509_CRL_get_REVOKED(list), position));
}
