/// A C program that tries each way to a machine's attestation and prints a line for each: its name and what came of it.
///
/// Its arguments are the port and the socket of a TPM; with a third one, nothing else is tried.
package enum AttestationProbe {
    /// The outcomes by name, from what the program printed among other lines.
    package static func outcomes(_ text: String) -> [String: String] {
        var outcomes: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let colon = line.firstRange(of: ": ") else { continue }
            outcomes[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
        }
        return outcomes
    }

    /// The program. It works in the directory that it is started in.
    package static let source = #"""
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <poll.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/mount.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/sysmacros.h>
        #include <sys/un.h>
        #include <unistd.h>

        static void say(const char *name, long result) {
          printf("%s: %s\n", name, result < 0 ? strerrorname_np(errno) : "reached");
          fflush(stdout);
        }
        static long try_open(const char *path) {
          int file = open(path, O_RDWR | O_NONBLOCK);
          return file >= 0 ? file : open(path, O_RDONLY | O_NONBLOCK);
        }
        // TPM2_GetRandom of 8 bytes.
        static const unsigned char question[] = {0x80, 1, 0, 0, 0, 12, 0, 0, 1, 0x7b, 0, 8};
        static long ask_tpm(int family, const void *address, socklen_t size) {
          int file = socket(family, SOCK_STREAM, 0);
          if (file < 0 || connect(file, address, size) != 0) return -1;
          unsigned char answer[64];
          struct pollfd entry = {file, POLLIN, 0};
          if (write(file, question, sizeof question) < 0) return -1;
          if (poll(&entry, 1, 10000) <= 0) { errno = ETIMEDOUT; return -1; }
          long count = read(file, answer, sizeof answer);
          close(file);
          if (count < 20) { errno = EPROTO; return -1; }
          return count;
        }
        static long ask_port(const char *host, int port) {
          struct sockaddr_in address = {AF_INET, htons(port)};
          inet_pton(AF_INET, host, &address.sin_addr);
          return ask_tpm(AF_INET, &address, sizeof address);
        }
        static long connect_only(const char *host, int port) {
          struct sockaddr_in address = {AF_INET, htons(port)};
          inet_pton(AF_INET, host, &address.sin_addr);
          int file = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
          if (connect(file, (void *)&address, sizeof address) == 0) return 0;
          if (errno != EINPROGRESS) return -1;
          struct pollfd entry = {file, POLLOUT, 0};
          int error = ETIMEDOUT;
          socklen_t size = sizeof error;
          if (poll(&entry, 1, 2000) > 0) getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &size);
          errno = error;
          return error ? -1 : 0;
        }

        int main(int count, char **arguments) {
          int port = atoi(arguments[1]);
          struct sockaddr_un path = {AF_UNIX};
          strncpy(path.sun_path, arguments[2], sizeof path.sun_path - 1);
          say("TPM on loopback", ask_port("127.0.0.1", port));
          say("TPM on a socket", ask_tpm(AF_UNIX, &path, sizeof path));
          if (count > 3) return 0;

          static const char *files[] = {
            "/dev/sev-guest", "/dev/sev", "/dev/tdx_guest", "/dev/tdx-guest", "/dev/tdx-attest", "/dev/nsm",
            "/dev/tpm0", "/dev/tpmrm0", "/dev/vtpmx", "/dev/vsock", "/dev/mem", "/dev/kmem", "/dev/port",
            "/dev/cpu/0/msr", "/sys/kernel/config/tsm/report", "/sys/kernel/config", "/sys/kernel/security/tpm0",
            "/sys/class/tpm", "/sys/class/misc/sev-guest", "/sys/firmware/acpi/tables/data/CCEL",
            "/sys/devices/virtual/misc/tdx_guest", "/sys/class/dmi/id/chassis_asset_tag",
          };
          for (int i = 0; i < sizeof files / sizeof *files; i++) say(files[i], try_open(files[i]));
          say("report entry", mkdir("/sys/kernel/config/tsm/report/mine", 0700));

          // A file system of one's own.
          mkdir("config", 0700);
          say("mount configfs", mount("none", "config", "configfs", 0, 0));
          say("mount sysfs", mount("none", "config", "sysfs", 0, 0));
          say("mount securityfs", mount("none", "config", "securityfs", 0, 0));
          say("mount devtmpfs", mount("none", "config", "devtmpfs", 0, 0));
          say("fsopen configfs", syscall(430, "configfs", 0));

          // A device of one's own, and one that somebody else left in the tree.
          say("make tpm0", mknod("tpm0", S_IFCHR | 0600, makedev(10, 224)));
          say("make vsock", mknod("vsock", S_IFCHR | 0600, makedev(10, 258)));
          say("device in the tree", try_open("device"));

          // The host: its quoting service, its security module's port, everything else.
          struct { unsigned short family, reserved; unsigned port, cid; unsigned char zero[4]; } vsock = {40, 0, 4050, 2};
          int file = socket(40, SOCK_STREAM, 0);
          say("vsock", file < 0 ? file : connect(file, (void *)&vsock, sizeof vsock));
          say("metadata service", connect_only("169.254.169.254", 80));
          say("wire server", connect_only("168.63.129.16", 80));
          return 0;
        }
        """#
}
