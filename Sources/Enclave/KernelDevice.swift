import CEnclave
import Glibc

/// A device of the kernel's, opened for each request.
package struct KernelDevice: ControlDevice {
    package let name: String

    /// A device at a path that is trusted.
    package init(path: String) { name = path }

    package func check() throws(EnclaveError) {
        let file = try DeviceFile(path: name, flags: Self.flags)
        var status = stat()
        guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFCHR else {
            throw EnclaveError(.notFound, "open", "\(name): not a device")
        }
    }

    package func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        let number = open(name, Self.flags)
        guard number >= 0 else { return errno }
        defer { close(number) }
        while assay_ioctl(number, request, argument) < 0 {
            let failure = errno
            // Interrupted before the device was asked.
            guard failure == EINTR else { return failure }
        }
        return 0
    }

    private static let flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY
}
