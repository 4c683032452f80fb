import StrictJSON

/// The limits under which a build ran.
package struct BuildLimits: Equatable, Sendable {
    /// Wall-clock time in seconds.
    package var timeoutSeconds: Int
    /// Memory in bytes.
    package var memoryBytes: Int
    /// Processes and threads at a time.
    package var processes: Int
    /// Disk space in bytes.
    package var diskBytes: Int
    /// Output that is kept, in bytes.
    package var logBytes: Int

    /// Makes a set of limits.
    package init(timeoutSeconds: Int, memoryBytes: Int, processes: Int, diskBytes: Int, logBytes: Int) {
        self.timeoutSeconds = timeoutSeconds
        self.memoryBytes = memoryBytes
        self.processes = processes
        self.diskBytes = diskBytes
        self.logBytes = logBytes
    }

    init(json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        timeoutSeconds = try reader.integer("timeoutSeconds")
        memoryBytes = try reader.integer("memoryBytes")
        processes = try reader.integer("processes")
        diskBytes = try reader.integer("diskBytes")
        logBytes = try reader.integer("logBytes")
        try reader.finish()
    }

    var json: JSONValue {
        [
            "timeoutSeconds": .integer(timeoutSeconds), "memoryBytes": .integer(memoryBytes),
            "processes": .integer(processes), "diskBytes": .integer(diskBytes), "logBytes": .integer(logBytes),
        ]
    }
}
