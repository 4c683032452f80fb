#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// Hidden without _GNU_SOURCE.
extern int setns(int descriptor, int type);

#define ASSAY_NS_GET_USERNS 0xb701
#define ASSAY_CLONE_NEWUSER 0x10000000
#define ASSAY_CLONE_NEWNET 0x40000000

// The error action is a macro with an argument, which Swift does not import.
static inline unsigned int assay_scmp_act_errno(unsigned int number) { return SCMP_ACT_ERRNO(number); }

static inline int assay_listen(int enter_user, int user_namespace, int network_namespace, int port) {
  if (enter_user && setns(user_namespace, ASSAY_CLONE_NEWUSER) != 0) return -errno;
  if (setns(network_namespace, ASSAY_CLONE_NEWNET) != 0) return -errno;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) return -errno;
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((unsigned short)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) return -errno;
  if (listen(listener, 128) != 0) return -errno;
  return listener;
}

// Sends a result and, if it is a descriptor, the descriptor itself.
static inline void assay_send_descriptor(int channel, int result) {
  char control[CMSG_SPACE(sizeof(int))];
  struct iovec data = {&result, sizeof result};
  struct msghdr message;
  memset(&message, 0, sizeof message);
  memset(control, 0, sizeof control);
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (result >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &result, sizeof(int));
  }
  sendmsg(channel, &message, MSG_NOSIGNAL);
}

static inline int assay_receive_descriptor(int channel) {
  int result = -EPIPE;
  char control[CMSG_SPACE(sizeof(int))];
  struct iovec data = {&result, sizeof result};
  struct msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t count;
  do count = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
  while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  if (count != sizeof result) return -EPIPE;
  if (result < 0) return result;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header == NULL || header->cmsg_type != SCM_RIGHTS) return -EPIPE;
  memcpy(&result, CMSG_DATA(header), sizeof(int));
  return result;
}

// A listener on 127.0.0.1 inside another network namespace: a socket belongs to the namespace that it was made in, so
// whoever holds it can accept from outside. Entering a user namespace needs a process with one thread, and that must
// be C: between fork and exit only system calls are safe. Returns the descriptor, or a negative error number.
static inline int assay_listen_in_namespace(int network_namespace, int port, int unprivileged) {
  int channel[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, channel) != 0) return -errno;
  int user_namespace = -1;
  if (unprivileged) {
    user_namespace = ioctl(network_namespace, ASSAY_NS_GET_USERNS);
    if (user_namespace < 0) {
      int number = -errno;
      close(channel[0]);
      close(channel[1]);
      return number;
    }
  }
  pid_t child = fork();
  if (child == 0) {
    assay_send_descriptor(channel[1], assay_listen(unprivileged, user_namespace, network_namespace, port));
    _exit(0);
  }
  int result = child < 0 ? -errno : 0;
  close(channel[1]);
  if (user_namespace >= 0) close(user_namespace);
  if (child > 0) {
    // The child does a handful of system calls; if it cannot, this thread must not wait for ever.
    struct timeval limit = {10, 0};
    setsockopt(channel[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    result = assay_receive_descriptor(channel[0]);
    kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
  }
  close(channel[0]);
  return result;
}
