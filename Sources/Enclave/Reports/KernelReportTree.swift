import Glibc

/// The kernel's directory of requests for reports.
package struct KernelReportTree: ReportTree {
    /// Where configfs is mounted on every common system.
    package static let standardPath = "/sys/kernel/config/tsm/report"
    /// The most entries that are looked at.
    private static let entryLimit = 1024

    private let path: String

    package init(path: String = standardPath) { self.path = path }

    package func entries() throws(EnclaveError) -> [(name: String, age: Int)] {
        let now = time(nil)
        guard let directory = opendir(path) else { throw .system("opendir", path, errno) }
        defer { closedir(directory) }
        var entries: [(name: String, age: Int)] = []
        while entries.count < Self.entryLimit, let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            var status = stat()
            guard name != ".", name != "..", lstat("\(path)/\(name)", &status) == 0,
                status.st_mode & S_IFMT == S_IFDIR
            else { continue }
            entries.append((name, now - status.st_mtim.tv_sec))
        }
        return entries
    }

    package func makeEntry(_ name: String) throws(EnclaveError) {
        try systemCall("mkdir", "\(path)/\(name)") { mkdir("\(path)/\(name)", 0o700) }
    }

    package func removeEntry(_ name: String) throws(EnclaveError) {
        try systemCall("rmdir", "\(path)/\(name)") { rmdir("\(path)/\(name)") }
    }

    package func write(_ bytes: [UInt8], to attribute: String, of entry: String) throws(EnclaveError) {
        try DeviceFile(path: "\(path)/\(entry)/\(attribute)", flags: O_WRONLY | O_NOFOLLOW).write(bytes)
    }

    package func read(_ attribute: String, of entry: String, limit: Int) throws(EnclaveError) -> [UInt8]? {
        let file = "\(path)/\(entry)/\(attribute)"
        // An attribute that this kernel or provider does not have is no failure.
        guard access(file, F_OK) == 0 else { return nil }
        return try DeviceFile(path: file, flags: O_RDONLY | O_NOFOLLOW).readToEnd(limit: limit)
    }
}
