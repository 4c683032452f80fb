import struct FoundationEssentials.Date

/// Takes the members of a document's payload one after the other and refuses those that nobody asked for.
struct NitroDocumentReader {
    /// The last moment of the year 9999, in milliseconds: what times are written as can hold no later one.
    private static let latestTimestamp: UInt64 = 253_402_300_799_999

    private let members: [CBORValue.Key: CBORValue]?
    private var unread: Set<CBORValue.Key>

    init(_ payload: CBORValue) {
        members = payload.map.map { Dictionary($0.map { ($0.key, $0.value) }) { first, _ in first } }
        unread = members.map { Set($0.keys) } ?? []
    }

    /// Documents of EC2's NitroTPM share root and signature but speak of an instance, not of an enclave.
    func refuseOtherKinds() throws(EvidenceError) {
        guard let members else { throw EvidenceError(.documentMalformed, "the payload is not a map") }
        guard members["nitrotpm_pcrs"] == nil else {
            throw EvidenceError(.documentFormatUnsupported, "the document is an instance's, not an enclave's")
        }
    }

    mutating func digest(_ expected: String) throws(EvidenceError) {
        guard let found = try text("digest"), found == expected else {
            throw EvidenceError(
                .documentFormatUnsupported,
                expected: expected,
                found: try text("digest"),
                "the PCRs are of an unknown digest"
            )
        }
    }

    /// A name of printable ASCII.
    mutating func identifier(_ name: CBORValue.Key) throws(EvidenceError) -> String {
        guard let text = try text(name), (1...128).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) })
        else { throw unfit(name, "a name of 1 to 128 printable characters") }
        return text
    }

    /// Milliseconds since 1970.
    mutating func timestamp(_ name: CBORValue.Key) throws(EvidenceError) -> Date {
        guard case .unsigned(let milliseconds) = try value(name), milliseconds <= Self.latestTimestamp else {
            throw unfit(name, "milliseconds since 1970")
        }
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    mutating func pcrs(_ name: CBORValue.Key) throws(EvidenceError) -> [Int: [UInt8]] {
        guard let entries = try value(name).map, !entries.isEmpty else { throw unfit(name, "a map of PCRs") }
        var pcrs: [Int: [UInt8]] = [:]
        for entry in entries {
            guard case .unsigned(let number) = entry.key, let index = Int(exactly: number),
                NitroDocument.pcrNumbers.contains(index), let bytes = entry.value.bytes,
                [32, 48, 64].contains(bytes.count)
            else { throw unfit(name, "PCRs 0 to 31 of 32, 48 or 64 bytes") }
            pcrs[index] = bytes
        }
        return pcrs
    }

    mutating func bytes(_ name: CBORValue.Key) throws(EvidenceError) -> [UInt8] {
        guard let bytes = try value(name).bytes, !bytes.isEmpty else { throw unfit(name, "a byte string") }
        return bytes
    }

    /// One to `limit` byte strings.
    mutating func list(_ name: CBORValue.Key, limit: Int) throws(EvidenceError) -> [[UInt8]] {
        guard let elements = try value(name).array, (1...limit).contains(elements.count) else {
            throw unfit(name, "a list of 1 to \(limit) byte strings")
        }
        var list: [[UInt8]] = []
        for element in elements {
            guard let bytes = element.bytes, !bytes.isEmpty else { throw unfit(name, "byte strings only") }
            list.append(bytes)
        }
        return list
    }

    /// A byte string; `nil` for one that is `null`, as in genuine documents, or left out, as AWS documents it.
    mutating func optionalBytes(_ name: CBORValue.Key, limit: Int) throws(EvidenceError) -> [UInt8]? {
        unread.remove(name)
        switch members?[name] {
        case nil, .null: return nil
        case .bytes(let bytes) where bytes.count <= limit: return bytes
        default: throw unfit(name, "a byte string of at most \(limit), or null")
        }
    }

    /// Throws if a member was never asked for.
    func finish() throws(EvidenceError) {
        guard let name = unread.map(\.description).min() else { return }
        throw EvidenceError(.documentFormatUnsupported, found: name, "the document has a member that is not known")
    }

    private mutating func value(_ name: CBORValue.Key) throws(EvidenceError) -> CBORValue {
        unread.remove(name)
        guard let value = members?[name] else {
            throw EvidenceError(.documentMalformed, "the member \(name.description) is missing")
        }
        return value
    }

    private mutating func text(_ name: CBORValue.Key) throws(EvidenceError) -> String? {
        if case .text(let text) = try value(name) { text } else { nil }
    }

    private func unfit(_ name: CBORValue.Key, _ expected: String) -> EvidenceError {
        EvidenceError(.documentMalformed, expected: expected, "the member \(name.description) is not what it must be")
    }
}
