import Processes
import TestSupport

/// A C program that tries what no build may do and prints a line for each attempt: its name and what came of it.
enum Probe {
    /// Compiles the program and returns the directory that holds it as `probe`.
    static func compile() async throws -> String {
        let source = try ScratchDirectory.current.write(source, to: "probe.c")
        let directory = ScratchDirectory.current.path("probe")
        let output = try await Command(
            "/bin/sh",
            ["-c", "mkdir -p \(directory) && cc -w -o \(directory)/probe \(source) -lpthread"],
            environment: ["PATH": "/usr/bin:/bin"]
        ).output()
        guard output.termination.isSuccess else {
            throw Failure(message: String(decoding: output.standardError, as: UTF8.self))
        }
        return directory
    }

    struct Failure: Error { var message: String }

    private static let source = #"""
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <pthread.h>
        #include <sched.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/ioctl.h>
        #include <sys/mount.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <sys/un.h>
        #include <sys/wait.h>
        #include <unistd.h>

        static void say(const char *name, long result) {
          printf("%s: %s\n", name, result < 0 ? strerrorname_np(errno) : "allowed");
          fflush(stdout);
        }
        static void in_child(const char *name, void (*body)(void)) {
          fflush(stdout);
          pid_t pid = fork();
          if (pid == 0) { body(); _exit(0); }
          int status;
          waitpid(pid, &status, 0);
          if (WIFSIGNALED(status)) printf("%s: killed\n", name);
          else printf("%s: survived\n", name);
          fflush(stdout);
        }
        #ifdef __x86_64__
        static void old_call(void) { long r; __asm__ volatile("int $0x80" : "=a"(r) : "a"(20)); }
        static void x32_call(void) { syscall(0x40000000 + 39); }
        #endif
        static int child(void *unused) { return 0; }
        static void *thread(void *unused) { return unused; }
        static char stack[65536];

        int main(void) {
          long high = 1L << 40;
          say("AF_UNIX", socket(1, SOCK_STREAM, 0));
          say("AF_INET", socket(2, SOCK_STREAM, 0));
          say("AF_INET6", socket(10, SOCK_STREAM, 0));
          say("NETLINK_ROUTE", socket(16, SOCK_RAW, 0));
          say("NETLINK_NETFILTER", socket(16, SOCK_RAW, 12));
          say("AF_VSOCK", socket(40, SOCK_STREAM, 0));
          say("AF_VSOCK with high bits", syscall(SYS_socket, high | 40, SOCK_STREAM, 0));
          say("AF_ALG", socket(38, SOCK_SEQPACKET, 0));
          say("AF_PACKET", socket(17, SOCK_RAW, 0));
          say("AF_KEY", socket(15, SOCK_RAW, 2));
          say("AF_BLUETOOTH", socket(31, SOCK_RAW, 1));
          say("AF_TIPC", socket(30, SOCK_RAW, 0));
          say("AF_XDP", socket(44, SOCK_RAW, 0));
          say("keyctl", syscall(SYS_keyctl, 0, -3, 0));
          say("add_key", syscall(SYS_add_key, "user", "x", "y", 1, -3));
          say("request_key", syscall(SYS_request_key, "user", "x", 0, -3));
          say("bpf", syscall(SYS_bpf, 0, 0, 0));
          say("io_uring_setup", syscall(SYS_io_uring_setup, 1, 0));
          say("userfaultfd", syscall(SYS_userfaultfd, 1));
          say("perf_event_open", syscall(SYS_perf_event_open, 0, 0, -1, -1, 0));
          say("unshare user", unshare(CLONE_NEWUSER));
          say("unshare net", unshare(CLONE_NEWNET));
          say("clone user", clone(child, stack + 65536, CLONE_NEWUSER | SIGCHLD, 0));
          say("clone user with high bits", syscall(SYS_clone, high | CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
          say("clone3", syscall(435, 0, 0));
          say("setns", setns(0, 0));
          say("mount", mount("none", "/tmp", "tmpfs", 0, 0));
          say("umount", umount2("/tmp", 2));
          say("fsopen", syscall(430, "tmpfs", 0));
          say("chroot", chroot("/tmp"));
          say("open_by_handle_at", syscall(SYS_open_by_handle_at, 0, 0, 0));
          say("kexec_load", syscall(SYS_kexec_load, 0, 0, 0, 0));
          say("finit_module", syscall(SYS_finit_module, 0, "", 0));
          say("personality", syscall(SYS_personality, 0x400000));
          say("personality query", syscall(SYS_personality, 0xffffffff));
          int terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY);
          say("TIOCSTI", ioctl(terminal, TIOCSTI, "x"));
          say("TIOCSTI with high bits", syscall(SYS_ioctl, terminal, high | TIOCSTI, "x"));
          say("setuid root", setuid(0));
          pthread_t id;
          int failed = pthread_create(&id, 0, thread, 0);
          errno = failed;
          say("thread", failed ? -1 : 0);
          if (!failed) pthread_join(id, 0);
        #ifdef __x86_64__
          in_child("32 bit call", old_call);
          in_child("x32 call", x32_call);
        #endif
          return 0;
        }
        """#
}
