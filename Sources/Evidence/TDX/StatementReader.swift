import Bytes
import StrictJSON

import struct FoundationEssentials.Date

/// Reads the members of an object in a statement that Intel signed.
///
/// Intel adds members to its statements, so unknown ones are passed over; those that are read must be as expected.
struct StatementReader {
    private let object: JSONObject
    private let path: String

    init(_ value: JSONValue?, at path: String) throws(JSONError) {
        guard let object = value?.object else { throw JSONError(.wrongType, "\(path): expected an object") }
        self.object = object
        self.path = path
    }

    func has(_ name: String) -> Bool { object[name] != nil }

    func reader(_ name: String) throws(JSONError) -> StatementReader {
        try StatementReader(object[name], at: "\(path).\(name)")
    }

    /// The elements of an array, each an object; at least one.
    func readers(_ name: String) throws(JSONError) -> [StatementReader] {
        guard let elements = object[name]?.array, !elements.isEmpty else {
            throw JSONError(.wrongType, "\(path).\(name): expected an array that is not empty")
        }
        var readers: [StatementReader] = []
        for (position, element) in elements.enumerated() {
            readers.append(try StatementReader(element, at: "\(path).\(name)[\(position)]"))
        }
        return readers
    }

    func string(_ name: String) throws(JSONError) -> String {
        guard let text = object[name]?.string else { throw expected("a string", name) }
        return text
    }

    /// The texts of an array; none where it is absent.
    func strings(_ name: String) throws(JSONError) -> [String] {
        guard let value = object[name] else { return [] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else { throw expected("an array of strings", name) }
        return texts
    }

    /// A number of 0 to `limit`.
    func integer(_ name: String, limit: Int = .max) throws(JSONError) -> Int {
        guard let number = object[name]?.integer, (0...limit).contains(number) else {
            throw expected("an integer of 0 to \(limit)", name)
        }
        return number
    }

    /// Hexadecimal of either case.
    func bytes(_ name: String, count: Int) throws(JSONError) -> [UInt8] {
        guard let bytes = (object[name]?.string).flatMap({ [UInt8](hexadecimal: $0) }), bytes.count == count else {
            throw expected("\(count) bytes in hexadecimal", name)
        }
        return bytes
    }

    func date(_ name: String) throws(JSONError) -> Date {
        guard let date = (object[name]?.string).flatMap(StatementTime.date) else { throw expected("a time", name) }
        return date
    }

    func status(_ name: String) throws(JSONError) -> IntelTCBStatus {
        guard let status = IntelTCBStatus(rawValue: try string(name)), status.isStated else {
            throw expected("a TCB status", name)
        }
        return status
    }

    /// Security versions of 16 components, each of one byte.
    func components(_ name: String) throws(JSONError) -> [UInt8] {
        // There are hundreds of these, so none of them gets a reader of its own.
        let versions = (object[name]?.array ?? []).compactMap { $0["svn"]?.integer.flatMap(UInt8.init(exactly:)) }
        guard versions.count == 16, object[name]?.array?.count == 16 else { throw expected("16 components", name) }
        return versions
    }

    private func expected(_ what: String, _ name: String) -> JSONError {
        JSONError(.wrongType, "\(path).\(name): expected \(what)")
    }
}
