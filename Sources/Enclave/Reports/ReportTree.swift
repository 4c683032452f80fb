/// The directory in which each entry is a request for a report, as the kernel serves it or a stand-in plays it
/// (Documentation/ABI/testing/configfs-tsm-report).
package protocol ReportTree: Sendable {
    /// The names of the entries and how old each is in seconds.
    func entries() throws(EnclaveError) -> [(name: String, age: Int)]
    /// Makes an entry; the kernel puts its attributes into it.
    func makeEntry(_ name: String) throws(EnclaveError)
    /// Removes an entry; its attributes go with it.
    func removeEntry(_ name: String) throws(EnclaveError)
    /// Writes an attribute, all bytes at once.
    func write(_ bytes: [UInt8], to attribute: String, of entry: String) throws(EnclaveError)
    /// Reads an attribute to its end; `nil` where there is no such attribute, an error beyond `limit` bytes.
    func read(_ attribute: String, of entry: String, limit: Int) throws(EnclaveError) -> [UInt8]?
}
