// What Glibc's module leaves out, and the HMAC that signs deliveries.
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/epoll.h>
